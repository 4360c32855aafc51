/// `numeralctl loadtest`: asks servers as fast as they bear, or as often as told, and shows how they bore it.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds the subcommand; it sets `exitCode` when it runs. Both must outlive the parsing.
void addLoadtestCommand(CLI::App& app, int& exitCode);

} // namespace numeral::cli
