/// Tells an image's type and size from its first bytes, so that limits hold before anything is decoded.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::image {

enum class Format { Png, Jpeg, WebP, Bmp, Pnm, Tiff };

/// "PNG", "JPEG" …
std::string_view name(Format format) noexcept;
/// "image/png" …
std::string_view mimeType(Format format) noexcept;
/// What to tell people who sent something else: "PNG, JPEG, WebP, BMP, PGM/PPM or TIFF".
std::string_view acceptedFormats() noexcept;

struct Header {
  Format format = Format::Png;
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  int orientation = 1; ///< EXIF tag 274, 1 (upright) to 8; already 1 for files that the decoder turns itself
  int bits = 8;        ///< a channel
  int scans = 1;       ///< passes over the image; a decoder keeps all of it in memory for more than one
};

/// Goes by content, never by name. Reads no pixel.
/// Errors: UnsupportedFormat (with a guess at what it is), UnusableImage (broken header, no pixels).
base::Expected<Header> readHeader(base::ByteSpan bytes);

} // namespace numeral::image
