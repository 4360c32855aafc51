/// Orders ink as it was written: parts of one digit together, digits in lines.
#pragma once

#include <vector>

#include "core/vision/Patch.h"

namespace numeral::vision {

/// Left to right.
using Line = std::vector<Patch>;

/// How high the writing is, in pixels: half of the ink, by size, is higher. 0 without patches.
double writingHeight(const std::vector<Patch>& patches);

/// Lines from the top, which may slant a little. Bars, roofs, dots and broken strokes are joined with what they belong
/// to, as far as that is plain; specks are dropped.
std::vector<Line> findLines(std::vector<Patch> patches);

} // namespace numeral::vision
