#include "core/vision/GlyphFinder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "core/vision/Ink.h"
#include "core/vision/Normaliser.h"
#include "core/vision/Paper.h"
#include "core/vision/StrokeWidth.h"

namespace numeral::vision {
namespace {

/// Larger images tell nothing more about a digit, and every step's cost grows with the pixels.
constexpr int kWorkingSide = 512;
/// A pixel this inked belongs to the glyph.
constexpr double kInked = 96;
/// Fewer inked pixels than this share of the page are a speck.
constexpr double kSpeckShare = 0.0002;

image::Image shrinkToWorkingSize(image::Image gray)
{
  const int larger = std::max(gray.width, gray.height);
  if (larger <= kWorkingSide)
    return gray;
  const double scale = static_cast<double>(kWorkingSide) / larger;
  const auto side = [&](int length) { return std::max(1, static_cast<int>(length * scale)); };
  return image::resize(gray, side(gray.width), side(gray.height));
}

/// The smallest box that holds the ink, specks left out. Faint rims of strokes count where a stroke is.
cv::Rect inkBox(cv::Mat& ink)
{
  cv::Mat inked = ink > 0;
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centroids;
  const int count = cv::connectedComponentsWithStats(inked, labels, stats, centroids, 8, CV_32S);
  std::vector<double> strongest(static_cast<std::size_t>(count), 0);
  for (int y = 0; y < ink.rows; ++y) {
    const auto* row = ink.ptr<std::uint8_t>(y);
    const auto* label = labels.ptr<int>(y);
    for (int x = 0; x < ink.cols; ++x) {
      auto& best = strongest[static_cast<std::size_t>(label[x])];
      best = std::max(best, static_cast<double>(row[x]));
    }
  }
  const double minArea = kSpeckShare * static_cast<double>(ink.total());
  std::vector<bool> keep(static_cast<std::size_t>(count), false);
  cv::Rect box;
  for (int i = 1; i < count; ++i) { // 0 is the paper
    const auto index = static_cast<std::size_t>(i);
    keep[index] = strongest[index] >= kInked && stats.at<int>(i, cv::CC_STAT_AREA) > minArea;
    if (keep[index])
      box |= cv::Rect(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                      stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT));
  }
  for (int y = 0; y < ink.rows; ++y) {
    auto* row = ink.ptr<std::uint8_t>(y);
    const auto* label = labels.ptr<int>(y);
    for (int x = 0; x < ink.cols; ++x)
      if (!keep[static_cast<std::size_t>(label[x])])
        row[x] = 0;
  }
  return box;
}

} // namespace

Page findGlyphs(const image::Image& image, const GlyphOptions& options)
{
  Page page;
  const auto gray = shrinkToWorkingSize(image::toGray(image));
  const auto even = evenLight(gray);
  auto ink = findInk(even);
  if (options.keepSteps) {
    page.steps.push_back({"gray", gray});
    page.steps.push_back({"paper", even});
    page.steps.push_back({"ink", ink.image});
  }
  if (ink.contrast <= 0)
    return page;
  cv::Mat pixels(ink.image.height, ink.image.width, CV_8UC1, ink.image.pixels.data());
  const cv::Rect box = inkBox(pixels);
  if (box.empty())
    return page;

  Glyph glyph;
  const Box local{static_cast<double>(box.x), static_cast<double>(box.y), static_cast<double>(box.width),
                  static_cast<double>(box.height)};
  const Stroked stroked = bringToKnownWidth(ink.image, local);
  glyph.input = normalise(stroked.ink, stroked.box, options.inputSize);
  const double scaleX = static_cast<double>(image.width) / gray.width;
  const double scaleY = static_cast<double>(image.height) / gray.height;
  glyph.box = {local.x * scaleX, local.y * scaleY, local.width * scaleX, local.height * scaleY};
  glyph.ink.share = cv::countNonZero(pixels(box) >= kInked) / static_cast<double>(box.area());
  glyph.ink.contrast = ink.contrast;
  glyph.ink.aspect = glyph.box.width / glyph.box.height;
  page.glyphs.push_back(std::move(glyph));
  return page;
}

} // namespace numeral::vision
