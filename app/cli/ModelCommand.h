/// `numeralctl model`: shows and checks model files.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds the subcommand with its own (info, verify); they set `exitCode` when they run. Both must outlive the parsing.
void addModelCommand(CLI::App& app, int& exitCode);

} // namespace numeral::cli
