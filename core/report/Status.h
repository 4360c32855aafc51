/// How this program is doing: its traffic, and what it costs.
#pragma once

#include <vector>

#include "core/report/Load.h"
#include "core/report/Traffic.h"

namespace numeral::report {

struct Status {
  Traffic traffic;
  std::vector<Load> loads; ///< one a second, oldest first, 60 at most; the last one is of now
};

} // namespace numeral::report
