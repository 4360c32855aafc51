/// Checks whether the model is whole, fits this program, and reads.
#pragma once

#include <filesystem>
#include <vector>

#include "app/cli/doctor/Finding.h"

namespace numeral::cli::doctor {

/// File and sum, preprocessing, one drawn digit from end to end; what the first ones find wrong ends them.
std::vector<Finding> checkModel(const std::filesystem::path& path);

} // namespace numeral::cli::doctor
