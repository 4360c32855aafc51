/// Chooses between readings of the same ink.
#pragma once

#include <vector>

#include "core/model/Task.h"

namespace numeral::model {

/// Leaves, of each line's items, those that follow one another without gap or overlap and together are the most
/// probable, each by its best class, or its pair, and its prior. What was read as a pair becomes two items, parted
/// where a cut leaves the most of both. `items`: by span, probabilities filled; each line has at least one way from its
/// first piece to its last. Sources: the segmentation graph of LeCun et al., "Gradient-based learning applied to
/// document recognition", 1998; reading what touches as it is, Hochuli et al., "Handwritten digit segmentation: is it
/// still necessary?", 2018.
void chooseReadings(std::vector<Item>& items);

/// Takes out what is no digit and much smaller than the digits beside it: a comma, a smudge. `items`: judged.
void dropMarks(std::vector<Item>& items);

} // namespace numeral::model
