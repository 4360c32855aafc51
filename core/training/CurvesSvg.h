/// Loss and error over the epochs as a drawing.
#pragma once

#include <string>
#include <vector>

#include "core/training/Trainer.h"

namespace numeral::training {

/// A self-contained SVG: loss on the left, share of errors on the right, both on logarithmic axes, training and held
/// back in each.
std::string curvesSvg(const std::vector<EpochResult>& history);

} // namespace numeral::training
