/// The directory of a TIFF file, which is also what an EXIF block is.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/Files.h"

namespace numeral::image {

/// What the first directory says, as libtiff would take it. A tag that is absent reads as 0, an orientation as 1.
struct TiffTags {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t bitsPerSample = 0; ///< of the first sample
  std::uint32_t samplesPerPixel = 0;
  std::uint32_t tileWidth = 0;
  std::uint32_t tileHeight = 0;
  int orientation = 1;
  bool doubtful = false; ///< readers could differ over a number: it comes twice or is of an odd type
};

/// Nothing: no directory, or one that goes on behind the end.
std::optional<TiffTags> readTiffTags(base::ByteSpan bytes);

/// 1 (upright) to 8 of an EXIF block, with or without its "Exif" mark; 1 where it says nothing.
int exifOrientation(base::ByteSpan block);

} // namespace numeral::image
