/// The key that opens what not everybody may do on a server.
#pragma once

#include <string>

#include "core/base/Error.h"

namespace numeral::cli {

/// The first key in the file (one a line; # begins a comment); empty where there is no file: neither `given` nor
/// NUMERAL_API_KEY_FILE. Errors: NotFound, Io, InvalidArgument (holds no key).
base::Expected<std::string> readApiKey(const std::string& given);

} // namespace numeral::cli
