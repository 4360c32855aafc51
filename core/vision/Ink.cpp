#include "core/vision/Ink.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <opencv2/imgproc.hpp>

#include "core/vision/Paper.h"

namespace numeral::vision {
namespace {

/// Below this difference from the paper nothing counts as ink: a clean scan's paper varies less.
constexpr double kMinContrast = 0.06 * 255;
/// Ink must stand out of the paper's own noise by this many standard deviations.
constexpr double kNoiseFactor = 5;

/// The tones between which all but a few pixels (dust, hot pixels) lie.
struct Range {
  double low = 0;
  double high = 255;
};

Range measureRange(const cv::Mat& gray)
{
  std::array<std::size_t, 256> counts{};
  for (int y = 0; y < gray.rows; ++y) {
    const auto* row = gray.ptr<std::uint8_t>(y);
    for (int x = 0; x < gray.cols; ++x)
      ++counts[row[x]];
  }
  constexpr std::size_t kMostOutliers = 20; // a small digit on a large page is hardly more than that
  const std::size_t outliers = std::min(gray.total() / 1000, kMostOutliers);
  Range range;
  std::size_t seen = 0;
  for (std::size_t tone = 0; tone < counts.size() && (seen += counts[tone]) <= outliers;)
    range.low = static_cast<double>(++tone);
  seen = 0;
  for (std::size_t tone = counts.size(); tone > 0 && (seen += counts[tone - 1]) <= outliers;)
    range.high = static_cast<double>(--tone) - 1;
  return range;
}

} // namespace

Ink findInk(const image::Image& gray)
{
  Ink ink;
  ink.image = image::Image(gray.width, gray.height, 1, 0);
  if (gray.empty())
    return ink;
  const cv::Mat in(gray.height, gray.width, CV_8UC1, const_cast<std::uint8_t*>(gray.pixels.data()));
  const Paper paper = measurePaper(gray);
  const Range range = measureRange(in);
  ink.darkOnLight = paper.tone - range.low >= range.high - paper.tone;
  const double strongest = ink.darkOnLight ? paper.tone - range.low : range.high - paper.tone;
  const double floor = kNoiseFactor * paper.noise;
  if (strongest < std::max(kMinContrast, floor))
    return ink;
  ink.contrast = strongest / 255;

  // Ink grows from 0 at the paper's tone to 255 at the strongest ink.
  const double sign = ink.darkOnLight ? -1 : 1;
  const double gain = 255 / strongest;
  cv::Mat out(gray.height, gray.width, CV_8UC1, ink.image.pixels.data());
  in.convertTo(out, CV_8U, sign * gain, -sign * gain * paper.tone);
  if (!paper.clean) {
    // Uneven or noisy paper: what is nearer to paper than to ink is paper, whatever its noise.
    cv::Mat unused;
    const double otsu = cv::threshold(out, unused, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    cv::threshold(out, out, std::max(otsu / 2, floor * gain), 0, cv::THRESH_TOZERO);
  }
  return ink;
}

} // namespace numeral::vision
