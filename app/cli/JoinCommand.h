/// numeralctl model join: two models to a cascade.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

/// Adds itself to `model`.
void addJoinCommand(CLI::App& model, int& exitCode);

} // namespace numeral::cli
