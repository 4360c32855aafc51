#include "core/model/TensorFormat.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace numeral::model {
namespace {

constexpr float kFullInk = 255.F;

/// 1 for values given from 0 to 1, 255 for values from 0 to 255.
float scaleOf(std::span<const float> pixels)
{
  return std::any_of(pixels.begin(), pixels.end(), [](float v) { return v > 1.F; }) ? kFullInk : 1.F;
}

} // namespace

void TensorFormat::append(const image::Image& image, std::vector<float>& tensors) const
{
  const auto channels = static_cast<std::size_t>(m_shape.channels);
  const std::size_t plane = m_shape.size() / channels;
  tensors.reserve(tensors.size() + m_shape.size());
  for (std::size_t c = 0; c < channels; ++c)
    for (std::size_t i = 0; i < plane; ++i)
      tensors.push_back(normalised(static_cast<float>(image.pixels[i * channels + c]) / kFullInk, c));
}

base::Expected<void> TensorFormat::append(std::span<const float> pixels, std::vector<float>& tensors) const
{
  if (pixels.size() != m_shape.size())
    return base::failure(base::ErrorCode::InvalidArgument,
                         "\"pixels\" has " + std::to_string(pixels.size()) + " numbers; the model takes " +
                             std::to_string(m_shape.size()) + " (" + std::to_string(m_shape.channels) + " x " +
                             std::to_string(m_shape.height) + " x " + std::to_string(m_shape.width) + ").");
  const auto bad =
      std::find_if(pixels.begin(), pixels.end(), [](float v) { return !std::isfinite(v) || v < 0.F || v > kFullInk; });
  if (bad != pixels.end())
    return base::failure(base::ErrorCode::InvalidArgument,
                         "Number " + std::to_string(bad - pixels.begin() + 1) +
                             " of \"pixels\" is not between 0 (paper) and 255 (ink).");
  const float scale = scaleOf(pixels);
  const std::size_t plane = m_shape.size() / static_cast<std::size_t>(m_shape.channels);
  tensors.reserve(tensors.size() + m_shape.size());
  for (std::size_t i = 0; i < pixels.size(); ++i)
    tensors.push_back(normalised(pixels[i] / scale, i / plane));
  return {};
}

image::Image TensorFormat::picture(std::span<const float> pixels) const
{
  image::Image image(m_shape.width, m_shape.height, m_shape.channels);
  const auto channels = static_cast<std::size_t>(m_shape.channels);
  const std::size_t plane = m_shape.size() / channels;
  const float scale = scaleOf(pixels);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    image.pixels[i % plane * channels + i / plane] =
        static_cast<std::uint8_t>(std::lround(pixels[i] / scale * kFullInk));
  return image;
}

} // namespace numeral::model
