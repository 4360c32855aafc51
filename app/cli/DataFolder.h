/// Where data sets lie.
#pragma once

#include <filesystem>

namespace numeral::cli {

/// DATA from the environment, else ~/.cache/numeral.
std::filesystem::path defaultDataFolder();

} // namespace numeral::cli
