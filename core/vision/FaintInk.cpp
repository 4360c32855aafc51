#include "core/vision/FaintInk.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <opencv2/imgproc.hpp>

#include "core/vision/Histogram.h"
#include "core/vision/StrokeWidth.h"

namespace numeral::vision {
namespace {

/// The writing is as strong as the strongest ink, but for so much of it.
constexpr double kStrongest = 0.98;
/// Ink of this share of that is writing.
constexpr double kStrong = 0.5;
/// What runs off the image is print where it is fainter than this on the whole.
constexpr double kFaint = 0.6;

} // namespace

image::Image dropFaintInk(const image::Image& given)
{
  const cv::Mat ink(given.height, given.width, CV_8UC1, const_cast<std::uint8_t*>(given.pixels.data()));
  if (given.empty())
    return given;
  auto edge = tonesAtEdge(given); // not its last row alone: a blurred line ends a little before it
  edge.forget(0);
  if (edge.count() == 0)
    return given;
  Histogram tones;
  tones.add(given.pixels.data(), given.pixels.size());
  tones.forget(0);
  const double writing = tones.quantile(kStrongest);
  if (edge.quantile(0.5) > kFaint * writing)
    return given;

  image::Image strong(given.width, given.height, 1);
  cv::Mat seeds(strong.height, strong.width, CV_8UC1, strong.pixels.data());
  cv::threshold(ink, seeds, kStrong * writing, 255, cv::THRESH_BINARY);
  const double stroke =
      strokeWidth(strong, {0, 0, static_cast<double>(strong.width), static_cast<double>(strong.height)});
  const int reach = std::max(1, static_cast<int>(std::lround(stroke / 2)));
  cv::dilate(seeds, seeds, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * reach + 1, 2 * reach + 1}));
  cv::min(ink, seeds, seeds);
  return strong;
}

} // namespace numeral::vision
