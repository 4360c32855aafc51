#include "core/training/Dataset.h"

#include <algorithm>
#include <cmath>

#include "core/training/Random.h"

namespace numeral::training {

void Dataset::append(std::span<const std::uint8_t> image, int label)
{
  pixels.insert(pixels.end(), image.begin(), image.end());
  labels.push_back(label);
}

std::pair<Dataset, Dataset> holdOut(const Dataset& all, std::size_t count, std::uint64_t seed)
{
  const auto order = shuffled(all.size(), Random(seed));
  std::vector<bool> held(all.size(), false);
  for (std::size_t i = 0; i < std::min(count, all.size()); ++i)
    held[order[i]] = true;
  std::pair<Dataset, Dataset> parts;
  parts.first.shape = parts.second.shape = all.shape;
  for (std::size_t i = 0; i < all.size(); ++i)
    (held[i] ? parts.second : parts.first).append(all.image(i), all.labels[i]);
  return parts;
}

Statistics statistics(const Dataset& dataset)
{
  const auto channels = static_cast<std::size_t>(dataset.shape.channels);
  const std::size_t plane = dataset.shape.size() / channels;
  std::vector<double> sum(channels), squares(channels);
  for (std::size_t i = 0; i < dataset.pixels.size(); ++i) {
    const double value = dataset.pixels[i] / 255.0;
    sum[i / plane % channels] += value;
    squares[i / plane % channels] += value * value;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(1, dataset.size() * plane));
  Statistics result;
  for (std::size_t c = 0; c < channels; ++c) {
    const double mean = sum[c] / count;
    const double deviation = std::sqrt(std::max(0.0, squares[c] / count - mean * mean));
    result.mean.push_back(static_cast<float>(mean));
    result.deviation.push_back(deviation > 0 ? static_cast<float>(deviation) : 1.0f);
  }
  return result;
}

} // namespace numeral::training
