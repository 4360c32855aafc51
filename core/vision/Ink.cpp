#include "core/vision/Ink.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <opencv2/imgproc.hpp>

#include "core/vision/Histogram.h"
#include "core/vision/NoiseBlobs.h"
#include "core/vision/Paper.h"

namespace numeral::vision {
namespace {

/// Below this difference from the paper nothing counts as ink: a clean scan's paper varies less.
constexpr double kMinContrast = 0.06 * 255;
/// Ink must stand out of the paper's own noise by this many standard deviations somewhere …
constexpr double kNoiseFactor = 5;
/// … and by so many everywhere.
constexpr double kWeakest = 3;
/// Where it stands out by less, the picture is smoothed first, as an eye would.
constexpr double kDrowning = 10;

/// Dust and hot pixels are no ink, but a small digit on a large page is hardly more.
std::size_t outliersOf(const image::Image& gray)
{
  constexpr std::size_t kMost = 20;
  return std::min(gray.pixels.size() / 1000, kMost);
}

image::Image smoothed(const image::Image& gray)
{
  constexpr double kDeviation = 1.5; // pixels
  image::Image result(gray.width, gray.height, 1);
  const cv::Mat in(gray.height, gray.width, CV_8UC1, const_cast<std::uint8_t*>(gray.pixels.data()));
  cv::Mat out(gray.height, gray.width, CV_8UC1, result.pixels.data());
  cv::GaussianBlur(in, out, {}, kDeviation);
  return result;
}

Ink findInkOnce(const image::Image& gray, std::optional<bool> darkInk, bool mayDrown)
{
  Ink ink;
  ink.image = image::Image(gray.width, gray.height, 1, 0);
  if (gray.empty())
    return ink;
  const cv::Mat in(gray.height, gray.width, CV_8UC1, const_cast<std::uint8_t*>(gray.pixels.data()));
  const Paper paper = measurePaper(gray);
  ink.clean = paper.clean;
  Histogram page;
  page.add(gray.pixels.data(), gray.pixels.size());
  const double darker = paper.tone - page.darkest(outliersOf(gray));
  const double lighter = page.lightest(outliersOf(gray)) - paper.tone;
  const bool darkOnLight = darkInk.value_or(darker >= lighter);
  const double strongest = darkOnLight ? darker : lighter;
  if (mayDrown && strongest >= kMinContrast && strongest < kDrowning * paper.noise)
    return findInkOnce(smoothed(gray), darkInk, false);
  if (strongest < std::max(kMinContrast, kNoiseFactor * paper.noise))
    return ink;
  ink.contrast = strongest / 255;

  // Ink grows from 0 at the paper's tone to 255 at the strongest ink.
  const double sign = darkOnLight ? -1 : 1;
  const double gain = 255 / strongest;
  cv::Mat out(gray.height, gray.width, CV_8UC1, ink.image.pixels.data());
  in.convertTo(out, CV_8U, sign * gain, -sign * gain * paper.tone);
  if (!paper.clean) {
    // Uneven or noisy paper: what is nearer to paper than to ink is paper, whatever its noise.
    cv::Mat unused;
    const double otsu = cv::threshold(out, unused, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    const double noise = paper.noise * gain;
    cv::threshold(out, out, std::max(otsu / 2, (mayDrown ? kNoiseFactor : kWeakest) * noise), 0, cv::THRESH_TOZERO);
    dropNoiseBlobs(ink.image, noise);
  }
  return ink;
}

} // namespace

Ink findInk(const image::Image& gray, std::optional<bool> darkInk) { return findInkOnce(gray, darkInk, true); }

} // namespace numeral::vision
