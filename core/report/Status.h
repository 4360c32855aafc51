/// How this program is doing: its traffic, what it costs, and what is wrong.
#pragma once

#include <vector>

#include "core/report/Alert.h"
#include "core/report/Load.h"
#include "core/report/Traffic.h"

namespace numeral::report {

struct Status {
  Traffic traffic;
  std::vector<Load> loads;   ///< one a second, oldest first, 60 at most; the last one is of now
  std::vector<Alert> alerts; ///< those that fire, critical ones first
};

} // namespace numeral::report
