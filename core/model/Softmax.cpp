#include "core/model/Softmax.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

Verdict judge(const Item& item, const Thresholds& thresholds)
{
  const float known = std::accumulate(item.probabilities.begin(), item.probabilities.end(), 0.F);
  if (1 - known > static_cast<float>(thresholds.notADigit))
    return Verdict::NotADigit;
  return item.probabilities[item.best] < static_cast<float>(thresholds.unsure) ? Verdict::Unsure : Verdict::Digit;
}

} // namespace numeral::model
