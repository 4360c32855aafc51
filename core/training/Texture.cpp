#include "core/training/Texture.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace numeral::training {

cv::Mat1f whiteNoise(cv::Size size, Random& random)
{
  // The sum of four bytes is normal enough, and one number of 64 bits gives two of them.
  constexpr float kMean = 510;
  constexpr float kDeviation = 147.8F;
  const auto normal = [](std::uint64_t bits) {
    const auto sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24 & 255);
    return (static_cast<float>(sum) - kMean) / kDeviation;
  };
  cv::Mat1f noise(size);
  float* const values = noise[0];
  const std::size_t count = noise.total();
  for (std::size_t i = 0; i < count; i += 2) {
    const std::uint64_t bits = random.next();
    values[i] = normal(bits);
    if (i + 1 < count)
      values[i + 1] = normal(bits >> 32);
  }
  return noise;
}

cv::Mat1f clouds(cv::Size size, double cell, Random& random)
{
  const auto cells = [cell](int pixels) { return std::clamp(static_cast<int>(pixels / cell) + 2, 2, 512); };
  cv::Mat1f grid(cells(size.height), cells(size.width));
  for (float& value : grid)
    value = static_cast<float>(random.uniform(0, 1));
  cv::Mat1f field;
  cv::resize(grid, field, size, 0, 0, cv::INTER_CUBIC);
  return cv::min(cv::max(field, 0), 1);
}

cv::Mat1f light(cv::Size size, double shade, bool shadow, Random& random)
{
  constexpr int kSide = 32; // enough for what is smooth
  const double angle = random.uniform(0, 2 * std::numbers::pi);
  const double fall = random.uniform(0, shade);
  const double patches = random.uniform(0, shade) / 2;
  const cv::Mat1f cloud = clouds({kSide, kSide}, kSide / 2.0, random);

  const double edgeAngle = random.uniform(0, 2 * std::numbers::pi);
  const double place = random.uniform(-0.3, 0.3);
  const double softness = random.uniform(0.01, 0.08);
  const double bend = random.uniform(-0.2, 0.2);
  const double depth = shadow ? random.uniform(0.15, 0.5) : 0;

  cv::Mat1f field(kSide, kSide);
  for (int row = 0; row < kSide; ++row)
    for (int column = 0; column < kSide; ++column) {
      const double x = (column + 0.5) / kSide - 0.5;
      const double y = (row + 0.5) / kSide - 0.5;
      const double along = 0.5 + 0.7 * (x * std::cos(angle) + y * std::sin(angle));
      double value = (1 - fall * std::clamp(along, 0.0, 1.0)) * (1 - patches * cloud(row, column));
      if (depth > 0) {
        const double across = x * std::cos(edgeAngle) + y * std::sin(edgeAngle);
        const double side = y * std::cos(edgeAngle) - x * std::sin(edgeAngle);
        value *= 1 - depth / (1 + std::exp(-(across - place + bend * side * side) / softness));
      }
      field(row, column) = static_cast<float>(value);
    }
  double brightest = 1;
  cv::minMaxLoc(field, nullptr, &brightest);
  field /= brightest;
  cv::Mat1f full;
  cv::resize(field, full, size, 0, 0, cv::INTER_LINEAR);
  return full;
}

cv::Mat1f ruling(cv::Size size, double pitch, double width, bool squared, Random& random)
{
  const auto profile = [&](int length) {
    const double start = random.uniform(0, pitch);
    cv::Mat1f covered(1, length);
    for (int i = 0; i < length; ++i) {
      const double away = std::abs(std::remainder(i + 0.5 - start, pitch));
      covered(i) = static_cast<float>(std::clamp(width / 2 - away + 0.5, 0.0, std::min(1.0, width)));
    }
    return covered;
  };
  const cv::Mat level = cv::repeat(profile(size.height).t(), 1, size.width);
  return squared ? cv::Mat(cv::max(level, cv::repeat(profile(size.width), size.height, 1))) : level;
}

} // namespace numeral::training
