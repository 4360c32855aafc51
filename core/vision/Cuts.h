/// Cuts ink where digits may touch.
#pragma once

#include <vector>

#include "core/vision/Patch.h"

namespace numeral::vision {

/// The patch in pieces, left to right, along thin crossings of its strokes that leave something like a digit on both
/// sides: too many rather than too few, the model tells which are right. One piece where there is no such place, as in
/// most digits.
/// Source: over-segmentation, LeCun et al., "Gradient-based learning applied to document recognition", 1998; cuts along
/// cheapest paths, Avidan and Shamir, "Seam carving", 2007.
std::vector<Patch> cutWhereDigitsMayTouch(const Patch& patch);

} // namespace numeral::vision
