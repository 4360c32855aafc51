#include "core/model/Softmax.h"

#include <algorithm>
#include <cmath>

namespace numeral::model {

std::vector<float> softmax(std::span<const float> logits, double temperature)
{
  const float largest = *std::max_element(logits.begin(), logits.end()); // first, so that nothing overflows
  std::vector<float> probabilities(logits.size());
  float sum = 0.F;
  for (std::size_t i = 0; i < logits.size(); ++i)
    sum += probabilities[i] = std::exp((logits[i] - largest) / static_cast<float>(temperature));
  for (auto& probability : probabilities)
    probability /= sum;
  return probabilities;
}

void applySoftmax(std::span<const float> logits, const Manifest& manifest, Item& item)
{
  item.probabilities = softmax(logits, manifest.temperature);
  item.probabilities.resize(manifest.classes.size());
  const auto best = std::max_element(item.probabilities.begin(), item.probabilities.end());
  item.best = static_cast<std::size_t>(best - item.probabilities.begin());
}

} // namespace numeral::model
