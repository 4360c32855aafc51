/// From probabilities to a verdict.
#pragma once

#include <vector>

#include "core/model/Task.h"

namespace numeral::model {

/// `item`: probabilities filled. Ink without strokes is no digit whatever the model makes of it, and what had to be cut
/// out of touching ink is never sure: parts of letters look like digits.
Verdict judge(const Item& item, const Thresholds& thresholds);

/// Among digits ink is likelier to be one than alone: where more than half of the items are digits, what was refused is
/// read as what it looks like most, and is not sure. `items`: judged, marks dropped.
void judgeInCompany(std::vector<Item>& items);

} // namespace numeral::model
