/// From probabilities to a verdict.
#pragma once

#include "core/model/Task.h"

namespace numeral::model {

/// `item`: probabilities filled. Ink without strokes is no digit whatever the model makes of it, and what had to be cut
/// out of touching ink is never sure: parts of letters look like digits.
Verdict judge(const Item& item, const Thresholds& thresholds);

} // namespace numeral::model
