#include "core/training/Augmentation.h"

#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace numeral::training {
namespace {

/// The map from the result's pixels to the image's, about the middle of both.
cv::Matx23d drawTransform(const model::Shape& shape, const Augmentation& augmentation, Random& random)
{
  const auto draw = [&random](double range) { return random.uniform(-range, range); };
  const double angle = draw(augmentation.rotation) * std::numbers::pi / 180;
  const double width = 1 / (1 + draw(augmentation.scale));
  const double height = 1 / (1 + draw(augmentation.scale));
  const double shear = draw(augmentation.shear);
  const double cosine = std::cos(angle);
  const double sine = std::sin(angle);
  const double a = width * (cosine + shear * sine);
  const double b = width * (shear * cosine - sine);
  const double c = height * sine;
  const double d = height * cosine;
  const double x = (shape.width - 1) / 2.0;
  const double y = (shape.height - 1) / 2.0;
  const double fromX = x + draw(augmentation.shift);
  const double fromY = y + draw(augmentation.shift);
  return {a, b, fromX - a * x - b * y, c, d, fromY - c * x - d * y};
}

} // namespace

void augment(std::span<const std::uint8_t> image, const model::Shape& shape, const Augmentation& augmentation,
             Random random, std::span<std::uint8_t> result)
{
  static const cv::Mat kCross = cv::getStructuringElement(cv::MORPH_CROSS, {3, 3});
  const double growth = random.uniform(-augmentation.thickness, augmentation.thickness);
  const cv::Matx23d transform = drawTransform(shape, augmentation, random);
  const std::size_t plane = shape.size() / static_cast<std::size_t>(shape.channels);
  cv::Mat pen;
  for (std::size_t at = 0; at < shape.size(); at += plane) {
    const cv::Mat from(shape.height, shape.width, CV_8UC1, const_cast<std::uint8_t*>(image.data() + at));
    cv::Mat to(shape.height, shape.width, CV_8UC1, result.data() + at);
    if (growth > 0)
      cv::dilate(from, pen, kCross);
    else
      cv::erode(from, pen, kCross);
    cv::addWeighted(from, 1 - std::abs(growth), pen, std::abs(growth), 0, pen);
    cv::warpAffine(pen, to, transform, to.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT, 0);
  }
}

} // namespace numeral::training
