/// Chooses between readings of the same ink.
#pragma once

#include <vector>

#include "core/model/Task.h"

namespace numeral::model {

/// Leaves, of each line's items, those that follow one another without gap or overlap and together are the most
/// probable, each by its best class and its prior. `items`: by span, probabilities filled; each line has at least one
/// way from its first piece to its last. Source: the segmentation graph of LeCun et al., "Gradient-based learning
/// applied to document recognition", 1998.
void chooseReadings(std::vector<Item>& items);

/// Takes out what is no digit and much smaller than the digits beside it: a comma, a smudge. `items`: judged.
void dropMarks(std::vector<Item>& items);

} // namespace numeral::model
