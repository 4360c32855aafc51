/// `numeralctl eval`: measures a model on data whose truth is known.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds the subcommand; it sets `exitCode` when it runs. Both must outlive the parsing.
void addEvalCommand(CLI::App& app, int& exitCode);

} // namespace numeral::cli
