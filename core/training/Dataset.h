/// Images of one size and what they show: what networks are trained on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/model/Manifest.h"

namespace numeral::training {

struct Dataset {
  model::Shape shape;
  std::vector<std::uint8_t> pixels; ///< size() x channels x height x width, 255 ink
  std::vector<int> labels;          ///< one an image, counted from 0

  std::size_t size() const { return labels.size(); }
  std::span<const std::uint8_t> image(std::size_t index) const
  {
    return std::span(pixels).subspan(index * shape.size(), shape.size());
  }
  void append(std::span<const std::uint8_t> image, int label);
};

/// Holds `count` images back, chosen by `seed`; the rest keeps its order. Returns {rest, held back}.
std::pair<Dataset, Dataset> holdOut(const Dataset& all, std::size_t count, std::uint64_t seed);

/// Mean and deviation of each channel, of values from 0 to 1.
struct Statistics {
  std::vector<float> mean;
  std::vector<float> deviation;
};
Statistics statistics(const Dataset& dataset);

} // namespace numeral::training
