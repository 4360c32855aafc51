/// Base64 as in RFC 4648, section 4.
#pragma once

#include <string>
#include <string_view>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::json {

std::string encodeBase64(base::ByteSpan bytes);

/// Takes a `data:…;base64,` prefix too, and ignores line breaks. Errors: InvalidArgument.
base::Expected<base::Bytes> decodeBase64(std::string_view text);

} // namespace numeral::json
