/// Digits drawn by hand as a few points each, in the ways in which people of many countries write them: slashed and
/// dotted zeros, ones with a flag, a foot or like a roof, open and closed fours, sevens with a bar.
#pragma once

#include <vector>

#include "core/training/StrokeSource.h"

namespace numeral::training {

/// Labels 0 to 9. They are the skeletons that makeStrokeSource turns into as many hands as wanted.
std::vector<LabelledDrawing> digitTemplates();

} // namespace numeral::training
