/// Logits to probabilities.
#pragma once

#include <span>

#include "core/model/Task.h"

namespace numeral::model {

/// Fills probabilities and best. Subtracts the largest logit first, so that nothing overflows.
void applySoftmax(std::span<const float> logits, Item& item);

} // namespace numeral::model
