#include "core/training/Augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace numeral::training {
namespace {

double draw(Random& random, double range) { return random.uniform(-range, range); }

/// The map from the result's pixels to the image's, about the middle of both.
cv::Matx23d drawTransform(const model::Shape& shape, const Augmentation& augmentation, Random& random)
{
  const double angle = draw(random, augmentation.rotation) * std::numbers::pi / 180;
  const double width = 1 / (1 + draw(random, augmentation.scale));
  const double height = 1 / (1 + draw(random, augmentation.scale));
  const double shear = draw(random, augmentation.shear);
  const double cosine = std::cos(angle);
  const double sine = std::sin(angle);
  const double a = width * (cosine + shear * sine);
  const double b = width * (shear * cosine - sine);
  const double c = height * sine;
  const double d = height * cosine;
  const double x = (shape.width - 1) / 2.0;
  const double y = (shape.height - 1) / 2.0;
  const double fromX = x + draw(random, augmentation.shift);
  const double fromY = y + draw(random, augmentation.shift);
  return {a, b, fromX - a * x - b * y, c, d, fromY - c * x - d * y};
}

/// Where each pixel of the result comes from: the transform, bent by a coarse grid of random pulls.
std::array<cv::Mat, 2> drawMaps(const model::Shape& shape, const Augmentation& augmentation, Random& random)
{
  constexpr int kGrid = 5;
  const cv::Matx23d transform = drawTransform(shape, augmentation, random);
  std::array<cv::Mat, 2> maps;
  for (int axis = 0; axis < 2; ++axis) {
    cv::Mat grid(kGrid, kGrid, CV_32F);
    for (int i = 0; i < kGrid * kGrid; ++i)
      grid.at<float>(i / kGrid, i % kGrid) = static_cast<float>(draw(random, augmentation.elastic));
    cv::Mat& map = maps[static_cast<std::size_t>(axis)];
    cv::resize(grid, map, {shape.width, shape.height}, 0, 0, cv::INTER_CUBIC);
    for (int y = 0; y < shape.height; ++y) {
      auto* row = map.ptr<float>(y);
      for (int x = 0; x < shape.width; ++x)
        row[x] += static_cast<float>(transform(axis, 0) * x + transform(axis, 1) * y + transform(axis, 2));
    }
  }
  return maps;
}

/// Strokes grown or shrunk by a part of a pixel.
void changeThickness(const cv::Mat& from, cv::Mat& to, double growth)
{
  static const cv::Mat kCross = cv::getStructuringElement(cv::MORPH_CROSS, {3, 3});
  if (growth > 0)
    cv::dilate(from, to, kCross);
  else
    cv::erode(from, to, kCross);
  cv::addWeighted(from, 1 - std::abs(growth), to, std::abs(growth), 0, to);
}

void changeContrast(cv::Mat& image, double exponent)
{
  std::array<std::uint8_t, 256> tones{};
  for (std::size_t tone = 0; tone < tones.size(); ++tone)
    tones[tone] = static_cast<std::uint8_t>(std::lround(255 * std::pow(static_cast<double>(tone) / 255, exponent)));
  cv::LUT(image, cv::Mat(1, 256, CV_8U, tones.data()), image);
}

} // namespace

void augment(std::span<const std::uint8_t> image, const model::Shape& shape, const Augmentation& augmentation,
             Random random, std::span<std::uint8_t> result)
{
  constexpr double kLeastBlur = 0.2; // below it nothing changes
  if (augmentation.unaltered > 0 && random.uniform(0, 1) < augmentation.unaltered) {
    std::copy(image.begin(), image.end(), result.begin());
    return;
  }
  const double growth = draw(random, augmentation.thickness);
  const double sigma = random.uniform(0, augmentation.blur);
  const double exponent = std::exp(draw(random, augmentation.contrast));
  const auto maps = drawMaps(shape, augmentation, random);
  const std::size_t plane = shape.size() / static_cast<std::size_t>(shape.channels);
  cv::Mat pen;
  for (std::size_t at = 0; at < shape.size(); at += plane) {
    const cv::Mat from(shape.height, shape.width, CV_8UC1, const_cast<std::uint8_t*>(image.data() + at));
    cv::Mat to(shape.height, shape.width, CV_8UC1, result.data() + at);
    changeThickness(from, pen, growth);
    cv::remap(pen, to, maps[0], maps[1], cv::INTER_LINEAR, cv::BORDER_CONSTANT, 0);
    if (sigma > kLeastBlur)
      cv::GaussianBlur(to, to, {3, 3}, sigma);
    if (augmentation.contrast > 0)
      changeContrast(to, exponent);
  }
}

} // namespace numeral::training
