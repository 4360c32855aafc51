/// multipart/form-data, read with bounds. CivetWeb's own reader overruns the stack on a crafted preamble.
#pragma once

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

/// Source: RFC 7578, RFC 2046 section 5.1. At most 64 parts, their heads at most 8 KiB each.
/// Errors: InvalidArgument (no or bad boundary, cut short, malformed part).
base::Expected<std::vector<Part>> parseMultipart(base::ByteSpan body, std::string_view contentType);

/// A parameter of a header such as `form-data; name="file"`, unquoted; empty if there is none.
std::string headerParameter(std::string_view value, std::string_view name);

} // namespace numeral::server
