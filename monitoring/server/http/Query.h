/// The part of an address after the question mark.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/Error.h"

namespace numeral::server {

using Query = std::map<std::string, std::string, std::less<>>;

/// `a=1&b=%32`; of two of one name the first one counts. Errors: InvalidArgument (a broken %-escape).
base::Expected<Query> parseQuery(std::string_view text);

/// `%20` to a space, as in a part of a path; a plus stays one. Errors: InvalidArgument (a broken %-escape).
base::Expected<std::string> decodePercent(std::string_view text);

} // namespace numeral::server
