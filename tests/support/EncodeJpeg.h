/// JPEG files for tests and benchmarks; the program itself writes none.
#pragma once

#include <opencv2/imgcodecs.hpp>

#include "core/base/Files.h"
#include "core/image/Image.h"

namespace numeral::support {

/// `gray`: one channel. `quality`: to 100.
inline base::Bytes encodeJpeg(const image::Image& gray, int quality = 95)
{
  const cv::Mat pixels(gray.height, gray.width, CV_8UC1, const_cast<std::uint8_t*>(gray.pixels.data()));
  base::Bytes bytes;
  cv::imencode(".jpg", pixels, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  return bytes;
}

} // namespace numeral::support
