/// Packs answers.
#pragma once

#include <string>
#include <string_view>

namespace numeral::server {

/// For speed rather than for size.
std::string gzip(std::string_view text);

} // namespace numeral::server
