/// Digits written in rows, as one string: "314\n27".
#pragma once

#include <string>
#include <string_view>

namespace numeral::base {

inline constexpr char kRowEnd = '\n';

/// The digits alone: "31427".
inline std::string withoutRows(std::string text)
{
  std::erase(text, kRowEnd);
  return text;
}

/// `digits`, which tell of no rows, parted as `text` is; as they are where they have rows of their own or are not as
/// many.
inline std::string inRowsOf(std::string_view text, const std::string& digits)
{
  if (digits.find(kRowEnd) != std::string::npos || withoutRows(std::string(text)).size() != digits.size())
    return digits;
  std::string rows(text);
  auto next = digits.begin();
  for (char& c : rows)
    if (c != kRowEnd)
      c = *next++;
  return rows;
}

} // namespace numeral::base
