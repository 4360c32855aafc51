/// multipart/form-data, read with bounds. CivetWeb's own reader overruns the stack on a crafted preamble.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::server {

struct Part {
  std::string name;       ///< of the form field
  std::string filename;   ///< as sent; never a path to be opened
  base::ByteSpan content; ///< into the body
};

/// Parts of a form at most, where its reader says no other number.
inline constexpr std::size_t kMaxParts = 64;

/// Source: RFC 7578, RFC 2046 section 5.1. At most `maxParts` parts, their heads at most 8 KiB each.
/// Errors: InvalidArgument (no or bad boundary, cut short, malformed part, too many parts).
base::Expected<std::vector<Part>> parseMultipart(base::ByteSpan body, std::string_view contentType,
                                                 std::size_t maxParts = kMaxParts);

/// A parameter of a header such as `form-data; name="file"`, unquoted; empty if there is none.
std::string headerParameter(std::string_view value, std::string_view name);

} // namespace numeral::server
