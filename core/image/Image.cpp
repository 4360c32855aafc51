#include "core/image/Image.h"

#include <opencv2/imgproc.hpp>

namespace numeral::image {
namespace {

/// A view, no copy; OpenCV has no const Mat over foreign memory, so callers only read it.
cv::Mat view(const Image& image)
{
  return {image.height, image.width, CV_8UC(image.channels), const_cast<std::uint8_t*>(image.pixels.data())};
}

} // namespace

Image toGray(const Image& image)
{
  if (image.channels == 1)
    return image;
  Image gray(image.width, image.height, 1);
  if (image.empty())
    return gray;
  cv::Mat out = view(gray);
  cv::cvtColor(view(image), out, cv::COLOR_RGB2GRAY);
  return gray;
}

Image resize(const Image& image, int width, int height)
{
  if (image.width == width && image.height == height)
    return image;
  Image result(width, height, image.channels);
  if (image.empty() || result.empty())
    return result;
  const bool shrinks = width <= image.width && height <= image.height;
  cv::Mat out = view(result);
  cv::resize(view(image), out, out.size(), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

void useCallingThreadOnly() { cv::setNumThreads(1); }

} // namespace numeral::image
