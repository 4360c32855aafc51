#include "core/strokes/Rasteriser.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace numeral::strokes {
namespace {

/// Pixels for the larger side of the ink: ten for each of the twenty that a digit has in the end, so that area
/// averaging has something to average.
constexpr double kInkSide = 200;
constexpr int kMargin = 10;
constexpr int kFractionBits = 8; // OpenCV draws lines at 1/256 pixel

/// OpenCV's anti-aliased lines come out 1.4 pixels wider than asked for, and only every other width is there.
int thicknessFor(double pixels) { return std::max(1, 2 * static_cast<int>(std::lround((pixels - 1.4) / 2))); }

struct Bounds {
  double left = std::numeric_limits<double>::max();
  double top = std::numeric_limits<double>::max();
  double right = std::numeric_limits<double>::lowest();
  double bottom = std::numeric_limits<double>::lowest();

  double larger() const { return std::max(right - left, bottom - top); }
};

Bounds boundsOf(const Drawing& drawing)
{
  Bounds bounds;
  for (const auto& stroke : drawing.strokes)
    for (const auto& point : stroke) {
      bounds.left = std::min(bounds.left, point.x);
      bounds.top = std::min(bounds.top, point.y);
      bounds.right = std::max(bounds.right, point.x);
      bounds.bottom = std::max(bounds.bottom, point.y);
    }
  return bounds;
}

} // namespace

Raster rasterise(const Drawing& drawing)
{
  if (drawing.empty())
    return {image::Image(2 * kMargin, 2 * kMargin, 1, 255), 1, 0, 0};

  auto bounds = boundsOf(drawing);
  double pen = drawing.penWidth.value_or(bounds.larger() * kDefaultPenShare);
  if (pen <= 0)
    pen = 1; // a single dot without a width
  // A pen wider than half of what it drew would give one blot; a dot stays a dot of its own width.
  if (bounds.larger() > 0)
    pen = std::min(pen, bounds.larger() / 2);
  bounds.left -= pen / 2;
  bounds.top -= pen / 2;
  bounds.right += pen / 2;
  bounds.bottom += pen / 2;

  Raster raster;
  // A dot must not fill the page: without an extent of its own it takes the share that a pen has of a digit.
  raster.scale = kInkSide / std::max(bounds.larger(), pen / kDefaultPenShare);
  raster.left = bounds.left - kMargin / raster.scale;
  raster.top = bounds.top - kMargin / raster.scale;
  const auto pixels = [&](double units) {
    constexpr double kRounding = 1e-6; // the larger side is a whole number but for rounding
    return static_cast<int>(std::ceil(units * raster.scale - kRounding)) + 2 * kMargin;
  };
  raster.image = image::Image(pixels(bounds.right - bounds.left), pixels(bounds.bottom - bounds.top), 1, 255);

  cv::Mat canvas(raster.image.height, raster.image.width, CV_8UC1, raster.image.pixels.data());
  const int thickness = thicknessFor(pen * raster.scale);
  std::vector<cv::Point> line;
  for (const auto& stroke : drawing.strokes) {
    line.clear();
    for (const auto& point : stroke) {
      const double x = (point.x - raster.left) * raster.scale - 0.5; // pixel centres lie at .5
      const double y = (point.y - raster.top) * raster.scale - 0.5;
      const cv::Point fixed(static_cast<int>(std::lround(std::ldexp(x, kFractionBits))),
                            static_cast<int>(std::lround(std::ldexp(y, kFractionBits))));
      if (line.empty() || line.back() != fixed)
        line.push_back(fixed);
    }
    if (line.size() == 1)
      line.push_back(line.front()); // a line of no length is drawn as its round ends: a dot
    const auto* points = line.data();
    const int count = static_cast<int>(line.size());
    cv::polylines(canvas, &points, &count, 1, false, cv::Scalar(0), thickness, cv::LINE_AA, kFractionBits);
  }
  return raster;
}

} // namespace numeral::strokes
