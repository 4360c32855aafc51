/// `numeralctl data fetch`: MNIST, from whichever public mirror has it.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

void addFetchCommand(CLI::App& data, int& exitCode);

} // namespace numeral::cli
