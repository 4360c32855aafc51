/// `numeralctl data synth`: pictures of digits, strings and sheets, made from single glyphs.
#pragma once

#include <CLI/CLI.hpp>

namespace numeral::cli {

void addSynthCommand(CLI::App& data, int& exitCode);

} // namespace numeral::cli
