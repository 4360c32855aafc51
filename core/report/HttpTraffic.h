/// What clients saw of the prediction requests of the last minute, in a form that can be drawn.
#pragma once

#include <cstdint>

#include "core/report/Traffic.h"

namespace numeral::report {

/// Requests on the prediction routes alone: health checks and scrapes would thin the errors out. The sums cover the
/// last 60 whole seconds and the one under way.
struct HttpTraffic {
  double windowSeconds = 0;       ///< what the sums cover; less than 60 soon after the start
  std::uint64_t active = 0;       ///< being answered
  std::uint64_t requests = 0;     ///< answered, with whatever status
  std::uint64_t errors = 0;       ///< of them, with a status of 400 or more
  std::uint64_t serverErrors = 0; ///< of them, with a status of 500 or more
  Spread latency{};               ///< seconds, from the head to the answer
};

} // namespace numeral::report
