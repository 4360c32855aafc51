#include "core/vision/StrokeWidth.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include <opencv2/imgproc.hpp>

#include "core/vision/Normaliser.h"

namespace numeral::vision {
namespace {

constexpr std::uint8_t kInked = 128;

cv::Mat view(const image::Image& ink)
{
  return {ink.height, ink.width, CV_8UC1, const_cast<std::uint8_t*>(ink.pixels.data())};
}

cv::Rect toRect(const Box& box)
{
  return {static_cast<int>(box.x), static_cast<int>(box.y), static_cast<int>(box.width), static_cast<int>(box.height)};
}

double measure(const cv::Mat& glyph)
{
  double area = 0;
  std::size_t edges = 0;
  const std::uint8_t* above = nullptr;
  for (int y = 0; y < glyph.rows; ++y) {
    const auto* row = glyph.ptr<std::uint8_t>(y);
    bool before = false;
    for (int x = 0; x < glyph.cols; ++x) {
      const bool inked = row[x] >= kInked;
      area += row[x];
      edges += (inked != before ? 1U : 0U) + (inked != (above != nullptr && above[x] >= kInked) ? 1U : 0U);
      before = inked;
    }
    edges += before ? 1U : 0U;
    above = row;
  }
  for (int x = 0; above != nullptr && x < glyph.cols; ++x)
    edges += above[x] >= kInked ? 1U : 0U;
  // Edges between pixels run along the grid; over all directions they are 4 / pi times too long.
  const double outline = static_cast<double>(edges) * std::numbers::pi / 4;
  return outline > 0 ? 2 * area / 255 / outline : 0;
}

/// Grows (above 0) or shrinks strokes by so many pixels on each side; the part of a pixel as a blend of two sizes.
void changeWidth(cv::Mat& glyph, double pixels)
{
  const auto change = [&](int radius) {
    if (radius == 0)
      return glyph.clone();
    cv::Mat changed;
    const cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
    if (pixels > 0)
      cv::dilate(glyph, changed, disc);
    else
      cv::erode(glyph, changed, disc);
    return changed;
  };
  const double amount = std::abs(pixels);
  const int whole = static_cast<int>(amount);
  const double part = amount - whole;
  cv::addWeighted(change(whole), 1 - part, change(whole + 1), part, 0, glyph);
}

} // namespace

double strokeWidth(const image::Image& ink, const Box& box) { return measure(view(ink)(toRect(box))); }

Stroked bringToKnownWidth(const image::Image& ink, const Box& box)
{
  const cv::Mat glyph = view(ink)(toRect(box));
  const double side = digitSide(box.width, box.height);
  const double width = measure(glyph);
  const double wanted = std::clamp(width, kThinnestStroke * side, kThickestStroke * side);
  // A blot has no stroke that could be made slimmer: shrinking it would eat it.
  const bool blot = width > 0.5 * std::min(box.width, box.height);
  const double change = width > 0 && !(blot && wanted < width) ? (wanted - width) / 2 : 0;
  const int margin = static_cast<int>(std::ceil(std::max(0.0, change))) + 1;
  cv::Mat changed;
  cv::copyMakeBorder(glyph, changed, margin, margin, margin, margin, cv::BORDER_CONSTANT, 0);
  constexpr double kLeastChange = 0.25; // pixels
  if (std::abs(change) >= kLeastChange)
    changeWidth(changed, change);
  cv::Rect around = cv::boundingRect(changed);
  if (around.empty()) {
    glyph.copyTo(changed);
    around = {0, 0, changed.cols, changed.rows};
  }
  Stroked result{image::Image(around.width, around.height, 1),
                 {0, 0, static_cast<double>(around.width), static_cast<double>(around.height)},
                 width};
  cv::Mat out(around.height, around.width, CV_8UC1, result.ink.pixels.data());
  changed(around).copyTo(out);
  return result;
}

} // namespace numeral::vision
