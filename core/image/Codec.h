/// Image files to pixels and back.
#pragma once

#include <cstddef>
#include <string>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/image/Image.h"

namespace numeral::image {

/// What a file may be at most; checked against its header before anything is decoded.
struct Limits {
  std::size_t maxBytes = 20u << 20;
  std::size_t maxPixels = 50'000'000; ///< one of 16 bits a channel counts twice
};

/// PNG, JPEG, WebP, BMP, PGM/PPM or TIFF (its first page) by content; turned upright (EXIF), 16 bits scaled to 8,
/// palettes resolved, transparency laid over paper: white, or black where what is opaque is light.
/// Threads: any; images that take more than 128 MiB are decoded one at a time. Errors: UnsupportedFormat, UnusableImage
/// (broken, cut short), TooManyBytes, ImageTooLarge.
base::Expected<Image> decode(base::ByteSpan bytes, const Limits& limits = {});

/// An image that may be smaller than its file's.
struct Reduced {
  Image image;
  double scale = 1; ///< pixels of `image` for one of the file: 1, 1/2, 1/4 or 1/8
};

/// As decode(), but an image whose larger side stays at least `enough` pixels comes at a fraction of its size. Of a
/// JPEG that costs a fraction of the time, of others what follows does.
base::Expected<Reduced> decodeReduced(base::ByteSpan bytes, const Limits& limits, int enough);

/// Of the library that decodes, OpenCV: "4.6.0".
std::string codecVersion();

/// Lossless, for showing and saving what was seen. Errors: Internal.
base::Expected<base::Bytes> encodePng(const Image& image);

/// As cameras write it; `quality` from 1 to 100. Errors: Internal.
base::Expected<base::Bytes> encodeJpeg(const Image& image, int quality);

} // namespace numeral::image
