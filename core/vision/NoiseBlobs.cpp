#include "core/vision/NoiseBlobs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace numeral::vision {
namespace {

/// A blob is a stroke if it is at least once this strong, and all in all this much, in standard deviations.
constexpr double kStrongest = 5;
constexpr double kAltogether = 150;

struct Blob {
  double strongest = 0;
  double altogether = 0;
};

} // namespace

void dropNoiseBlobs(image::Image& ink, double noise)
{
  if (ink.empty() || noise <= 0)
    return;
  const cv::Mat pixels(ink.height, ink.width, CV_8UC1, ink.pixels.data());
  cv::Mat1i labels;
  std::vector<Blob> blobs(static_cast<std::size_t>(cv::connectedComponents(pixels > 0, labels, 8, CV_32S)));
  const auto* label = labels.ptr<int>();
  for (std::size_t i = 0; i < ink.pixels.size(); ++i) {
    auto& blob = blobs[static_cast<std::size_t>(label[i])];
    blob.strongest = std::max<double>(blob.strongest, ink.pixels[i]);
    blob.altogether += ink.pixels[i];
  }
  for (std::size_t i = 0; i < ink.pixels.size(); ++i) {
    const auto& blob = blobs[static_cast<std::size_t>(label[i])];
    if (blob.strongest < kStrongest * noise || blob.altogether < kAltogether * noise)
      ink.pixels[i] = 0;
  }
}

} // namespace numeral::vision
