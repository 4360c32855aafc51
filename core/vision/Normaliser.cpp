#include "core/vision/Normaliser.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace numeral::vision {
namespace {

/// Shares of the normalised image that MNIST's digits take, and two digits side by side.
constexpr double kDigitShare = 20.0 / 28;
constexpr double kPairShare = 26.0 / 28;
/// No digit is this much wider than high …
constexpr double kWide = 1.15;
/// … and two side by side stay legible if narrowed so much.
constexpr double kMostNarrowed = 1.7;

} // namespace

double digitSide(double width, double height)
{
  return width <= kWide * height ? std::max(width, height)
                                 : std::max(height, width * kDigitShare / (kPairShare * kMostNarrowed));
}

image::Image normalise(const image::Image& ink, const Box& box, int size)
{
  image::Image result(size, size, 1, 0);
  const cv::Rect area(static_cast<int>(box.x), static_cast<int>(box.y), static_cast<int>(box.width),
                      static_cast<int>(box.height));
  if (area.width < 1 || area.height < 1)
    return result;
  const cv::Mat page(ink.height, ink.width, CV_8UC1, const_cast<std::uint8_t*>(ink.pixels.data()));
  const cv::Mat glyph = page(area);

  // MNIST: the digit fits a 20 x 20 box of the 28 x 28 image, its aspect kept.
  const double scale = std::round(size * kDigitShare) / digitSide(area.width, area.height);
  const auto scaled = [](double side) { return std::max(1, static_cast<int>(std::lround(side))); };
  cv::Mat small;
  cv::resize(glyph, small,
             cv::Size(scaled(std::min(area.width * scale, size * kPairShare)), scaled(area.height * scale)), 0, 0,
             scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);

  // … and its centre of mass lies in the middle, moved by whole pixels. In every MNIST image it lies between 13.5
  // (counting from pixel 0) and 14.5, so the middle is pixel 14.
  const auto moments = cv::moments(small);
  const double centreX = moments.m00 > 0 ? moments.m10 / moments.m00 : (small.cols - 1) / 2.0;
  const double centreY = moments.m00 > 0 ? moments.m01 / moments.m00 : (small.rows - 1) / 2.0;
  const auto place = [size](double centre, int side) {
    const int offset = static_cast<int>(std::ceil((size - 1) / 2.0 - centre));
    return std::clamp(offset, 0, size - side); // ink is never cut off, however lopsided
  };
  cv::Mat out(size, size, CV_8UC1, result.pixels.data());
  small.copyTo(out(cv::Rect(place(centreX, small.cols), place(centreY, small.rows), small.cols, small.rows)));
  return result;
}

} // namespace numeral::vision
