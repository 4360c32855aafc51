#include "app/cli/Text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

namespace numeral::cli {

std::string percent(double share)
{
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f %%", 100 * share);
  return text.data();
}

std::string duration(double seconds)
{
  constexpr double kKilo = 1000;
  double value = seconds * kKilo * kKilo;
  const char* unit = "µs";
  for (const char* larger : {"ms", "s"}) {
    if (value < kKilo)
      break;
    value /= kKilo;
    unit = larger;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f %s", value < 10 ? 2 : value < 100 ? 1 : 0, value, unit);
  return text.data();
}

std::size_t columnsOf(const std::string& text)
{
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    constexpr int kTopBits = 0xC0;
    constexpr int kContinuation = 0x80;
    return (static_cast<unsigned char>(c) & kTopBits) != kContinuation;
  }));
}

std::vector<std::string> wrapped(const std::string& text, std::size_t columns)
{
  std::vector<std::string> lines;
  std::istringstream words(text);
  std::string word;
  while (words >> word) {
    if (lines.empty() || columnsOf(lines.back()) + 1 + columnsOf(word) > columns)
      lines.push_back(word);
    else
      lines.back() += " " + word;
  }
  return lines;
}

std::string printable(std::string text)
{
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7F; }, '?');
  return text;
}

} // namespace numeral::cli
