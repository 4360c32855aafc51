/// Logits to calibrated probabilities.
#pragma once

#include <span>
#include <vector>

#include "core/model/Task.h"

namespace numeral::model {

/// One probability a logit.
std::vector<float> softmax(std::span<const float> logits, double temperature);

/// Fills the item's probabilities and best, at the temperature of the manifest, and its pair where the model knows
/// pairs and the item is ink that was found: a tensor that was sent is one thing. `logits`: Manifest::outputs(); the
/// one after the classes, where there is one, stands for no class at all and only takes its share.
void applySoftmax(std::span<const float> logits, const Manifest& manifest, Item& item);

} // namespace numeral::model
