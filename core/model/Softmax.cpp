#include "core/model/Softmax.h"

#include <algorithm>
#include <cmath>

namespace numeral::model {

void applySoftmax(std::span<const float> logits, const Manifest& manifest, Item& item)
{
  const float largest = *std::max_element(logits.begin(), logits.end()); // first, so that nothing overflows
  item.probabilities.resize(logits.size());
  float sum = 0.F;
  for (std::size_t i = 0; i < logits.size(); ++i)
    sum += item.probabilities[i] = std::exp((logits[i] - largest) / static_cast<float>(manifest.temperature));
  for (auto& probability : item.probabilities)
    probability /= sum;
  item.probabilities.resize(manifest.classes.size());
  const auto best = std::max_element(item.probabilities.begin(), item.probabilities.end());
  item.best = static_cast<std::size_t>(best - item.probabilities.begin());
}

} // namespace numeral::model
