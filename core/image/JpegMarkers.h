/// The markers of a JPEG file, from its beginning to its end.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::image {

/// What libjpeg would find.
struct JpegMarkers {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int scans = 0; ///< passes over the image; more than one keep all of its coefficients in memory
  int orientation = 1;
};

/// `bytes` begin as a JPEG file does. Linear in their number. nullopt: broken before the pixels begin.
/// Errors: UnusableImage (cut short; more scans than any camera or program makes, each of which costs a pass over
/// the whole image however few bytes it has).
base::Expected<std::optional<JpegMarkers>> readJpegMarkers(base::ByteSpan bytes);

} // namespace numeral::image
