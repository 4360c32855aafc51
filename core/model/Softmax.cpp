#include "core/model/Softmax.h"

#include <algorithm>
#include <cmath>

namespace numeral::model {

void applySoftmax(std::span<const float> logits, Item& item)
{
  const auto largest = std::max_element(logits.begin(), logits.end());
  item.best = static_cast<std::size_t>(largest - logits.begin());
  item.probabilities.resize(logits.size());
  float sum = 0.F;
  for (std::size_t i = 0; i < logits.size(); ++i)
    sum += item.probabilities[i] = std::exp(logits[i] - *largest);
  for (auto& probability : item.probabilities)
    probability /= sum;
}

} // namespace numeral::model
