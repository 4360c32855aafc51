/// Makes confidences true and says from where on an answer is "not sure" or "no digit".
#pragma once

#include <cstddef>
#include <span>

#include "core/model/Manifest.h"

namespace numeral::training {

struct Calibration {
  double temperature = 1;
  model::Thresholds thresholds;
};

/// How many of the known things held back may be refused.
struct RefusalBudget {
  double notADigit = 0.001;
  double unsure = 0.015; ///< of what remains, bad photographs among it: one in a hundred of plain writing by others
};

/// `logits`: images x outputs; `labels`: one an image, `classes` standing for none of them. The temperature has the
/// least log-loss; the thresholds are quantiles of what the known things were given. Without any image: as it is.
/// Source: Guo et al., "On calibration of modern neural networks", 2017.
Calibration calibrate(std::span<const float> logits, std::span<const int> labels, std::size_t classes,
                      const RefusalBudget& budget = {});

} // namespace numeral::training
