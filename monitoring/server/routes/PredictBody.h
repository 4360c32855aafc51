/// The body of /predict, in whichever of its forms, to what the engine takes.
#pragma once

#include <string_view>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/engine/Recognizer.h"

namespace numeral::server {

/// multipart/form-data with a field `file`; image/* or application/octet-stream, the image itself; application/json
/// with one of `image` (base64), `strokes` and `pixels`. Images are not decoded here.
/// Errors: InvalidArgument, UnsupportedFormat (a Content-Type that is none of these), TooManyBytes.
base::Expected<engine::Input> parsePredictBody(base::Bytes body, std::string_view contentType);

} // namespace numeral::server
