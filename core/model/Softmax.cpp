#include "core/model/Softmax.h"

#include <algorithm>
#include <cmath>

namespace numeral::model {
namespace {

/// `joint`: first times classes plus second.
Pair readPair(std::span<const float> joint, std::size_t classes)
{
  Pair pair;
  for (auto& side : pair.probabilities)
    side.assign(classes, 0.F);
  for (std::size_t i = 0; i < joint.size(); ++i) {
    pair.probabilities[0][i / classes] += joint[i];
    pair.probabilities[1][i % classes] += joint[i];
  }
  for (std::size_t side = 0; side < 2; ++side) {
    const auto& all = pair.probabilities[side];
    pair.best[side] = static_cast<std::size_t>(std::max_element(all.begin(), all.end()) - all.begin());
  }
  pair.probability = joint[pair.best[0] * classes + pair.best[1]];
  return pair;
}

} // namespace

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
  if (manifest.pairs && item.box)
    item.pair = readPair(std::span(item.probabilities).subspan(manifest.classes.size() + 1), manifest.classes.size());
  item.probabilities.resize(manifest.classes.size());
  const auto best = std::max_element(item.probabilities.begin(), item.probabilities.end());
  item.best = static_cast<std::size_t>(best - item.probabilities.begin());
}

} // namespace numeral::model
