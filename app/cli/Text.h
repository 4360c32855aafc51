/// Small things that every command's output for people needs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace numeral::cli {

/// 0.9981 becomes "99.81 %".
std::string percent(double share);

/// Three figures and a unit: 0.00123 becomes "1.23 ms".
std::string duration(double seconds);

/// Columns that text takes on a terminal, one a character (UTF-8).
std::size_t columnsOf(const std::string& text);

/// The text in lines of at most so many columns, broken at spaces; a longer word has a line of its own.
std::vector<std::string> wrapped(const std::string& text, std::size_t columns);

/// Without the control characters that a file's name could send to a terminal.
std::string printable(std::string text);

} // namespace numeral::cli
