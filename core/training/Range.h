/// Bounds between which a value is drawn.
#pragma once

#include "core/training/Random.h"

namespace numeral::training {

struct Range {
  double low = 0;
  double high = 0;

  double draw(Random& random) const { return random.uniform(low, high); }
};

} // namespace numeral::training
