/// Checks the folders and files that a server is pointed at.
#pragma once

#include <filesystem>
#include <string>

#include "app/cli/doctor/Finding.h"

namespace numeral::cli::doctor {

/// Writes a file there for a moment. Empty: none was given.
Finding checkStateFolder(const std::filesystem::path& folder);

/// Empty: none was given.
Finding checkModelsFolder(const std::filesystem::path& folder);

/// Empty: none was given. Never says what stands in it.
Finding checkKeyFile(const std::string& file);

/// Only a note: reading needs none.
Finding checkData(const std::filesystem::path& folder);

} // namespace numeral::cli::doctor
