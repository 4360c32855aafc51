/// `numeralctl doctor`: checks an installation, and says what to do about what is wrong.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds the subcommand; it sets `exitCode` when it runs. Both must outlive the parsing.
void addDoctorCommand(CLI::App& app, int& exitCode);

} // namespace numeral::cli
