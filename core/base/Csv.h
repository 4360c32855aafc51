/// Writing CSV as RFC 4180 has it.
#pragma once

#include <string>
#include <string_view>

namespace numeral::base {

/// One field, in quotation marks where it needs them.
inline std::string csvField(std::string_view text)
{
  if (text.find_first_of(",\"\r\n") == std::string_view::npos)
    return std::string(text);
  std::string quoted = "\"";
  for (const char c : text)
    quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

} // namespace numeral::base
