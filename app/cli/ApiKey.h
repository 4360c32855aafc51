/// The key that opens what not everybody may do on a server.
#pragma once

#include <string>

#include "core/base/Error.h"

namespace numeral::cli {

/// The first key in the file; empty where there is no file: neither `given` nor NUMERAL_API_KEY_FILE.
/// Errors: as server::readApiKeys.
base::Expected<std::string> readApiKey(const std::string& given);

} // namespace numeral::cli
