/// `numeralctl predict`: reads images and drawings, here or by asking a server.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds the subcommand; it sets `exitCode` when it runs. Both must outlive the parsing.
void addPredictCommand(CLI::App& app, int& exitCode);

} // namespace numeral::cli
