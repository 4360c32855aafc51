/// The form in which a model takes its input: pixels to normalised tensors.
#pragma once

#include <span>
#include <vector>

#include "core/base/Error.h"
#include "core/image/Image.h"
#include "core/model/Manifest.h"

namespace numeral::model {

class TensorFormat {
public:
  explicit TensorFormat(const Manifest& manifest)
      : m_shape(manifest.input), m_mean(manifest.mean), m_deviation(manifest.deviation)
  {
  }

  const Shape& shape() const { return m_shape; }

  /// Appends one item: planes of (x / 255 - mean) / deviation. The image has the shape's width, height and channels.
  void append(const image::Image& image, std::vector<float>& tensors) const;

  /// The same for raw values, plane by plane; see Task::prepare.
  /// Errors: InvalidArgument (wrong count, not finite, below 0, above 255).
  base::Expected<void> append(std::span<const float> pixels, std::vector<float>& tensors) const;

  /// Raw values that passed append, as a picture.
  image::Image picture(std::span<const float> pixels) const;

private:
  float normalised(float share, std::size_t channel) const { return (share - m_mean[channel]) / m_deviation[channel]; }

  Shape m_shape;
  std::vector<float> m_mean;
  std::vector<float> m_deviation;
};

} // namespace numeral::model
