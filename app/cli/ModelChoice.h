/// Which model a command uses, and how it ends when there is none.
#pragma once

#include <filesystem>
#include <string>

#include "app/service/ExitCode.h"
#include "core/base/Error.h"

namespace numeral::cli {

/// What was given, else NUMERAL_MODEL, else MODEL_PATH, else the shipped model.
std::filesystem::path chooseModel(const std::string& given);

/// For what loading a model failed with: anything but a wrong device means that there is no usable model.
service::ExitCode modelExitCode(const base::Error& error);

} // namespace numeral::cli
