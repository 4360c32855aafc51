/// `numeralctl data`: gets and makes data sets.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds the subcommand; it sets `exitCode` when it runs. Both must outlive the parsing.
void addDataCommand(CLI::App& app, int& exitCode);

} // namespace numeral::cli
