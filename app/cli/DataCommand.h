/// `numeralctl data`: gets and makes data sets.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

void addDataCommand(CLI::App& app, int& exitCode);

} // namespace numeral::cli
