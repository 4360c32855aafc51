/// `numeralctl model reload`: asks a running server to load its model anew, or another one.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds itself to `model`.
void addReloadCommand(CLI::App& model, int& exitCode);

} // namespace numeral::cli
