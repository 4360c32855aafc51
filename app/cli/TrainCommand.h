/// `numeralctl train`: trains a network and writes it as a model.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds the subcommand; it sets `exitCode` when it runs. Both must outlive the parsing.
void addTrainCommand(CLI::App& app, int& exitCode);

} // namespace numeral::cli
