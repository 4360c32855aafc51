#include "core/strokes/Rasteriser.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "core/strokes/Bounds.h"

namespace numeral::strokes {
namespace {

/// Pixels for the larger side of a digit: ten for each of the twenty that it has in the end, so that area averaging
/// has something to average.
constexpr double kDigitSide = 200;
/// A long row of digits gets fewer, so that no drawing makes an image beyond this side.
constexpr double kMaxSide = 2000;
constexpr int kMargin = 10;
/// What is smaller, in units of the drawing, has no extent: the scale must stay finite, whatever comes.
constexpr double kSmallest = 1e-6;
constexpr int kFractionBits = 8; // OpenCV draws lines at 1/256 pixel

/// OpenCV's anti-aliased lines come out 1.4 pixels wider than asked for, and only every other width is there.
int thicknessFor(double pixels) { return std::max(1, 2 * static_cast<int>(std::lround((pixels - 1.4) / 2))); }

/// About the size of one digit, however many there are: the largest extent of a single stroke.
double digitSide(const Drawing& drawing)
{
  double side = 0;
  for (const auto& stroke : drawing.strokes)
    side = std::max(side, boundsOf(stroke).larger());
  return side < kSmallest ? 0 : side;
}

double penWidth(const Drawing& drawing, double digit)
{
  if (digit > 0)
    return std::clamp(drawing.penWidth.value_or(digit * kDefaultPenShare), digit * kThinnestPenShare,
                      digit * kThickestPenShare);
  return std::max(drawing.penWidth.value_or(1), kSmallest); // dots alone: any width is as good
}

} // namespace

Raster rasterise(const Drawing& drawing)
{
  if (drawing.empty())
    return {image::Image(2 * kMargin, 2 * kMargin, 1, 255), 1, 0, 0};

  auto bounds = boundsOf(drawing);
  const double digit = digitSide(drawing);
  const double pen = penWidth(drawing, digit);
  bounds.left -= pen / 2;
  bounds.top -= pen / 2;
  bounds.right += pen / 2;
  bounds.bottom += pen / 2;

  Raster raster;
  // A dot must not fill the page: without an extent of its own it takes the share that a pen has of a digit.
  raster.scale = std::min(kDigitSide / std::max(digit + pen, pen / kDefaultPenShare), kMaxSide / bounds.larger());
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
