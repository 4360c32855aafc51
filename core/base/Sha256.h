/// SHA-256 of a file or of bytes, as lower-case hexadecimal (OpenSSL's).
#pragma once

#include <string>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::base {

std::string sha256(ByteSpan bytes);

} // namespace numeral::base
