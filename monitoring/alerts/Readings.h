/// The figures that alert rules look at.
#pragma once

#include <optional>

namespace numeral::alerts {

/// A missing one could not be read, or has too little to stand on; it is neither good nor bad.
struct Readings {
  std::optional<double> errorRate;    ///< 0 to 1, of prediction requests over 60 s: answered with 500 or more
  std::optional<double> confidence;   ///< 0 to 1, mean of the glyphs over 60 s
  std::optional<double> cpu;          ///< 0 to 100, as api_cpu_utilization_percent
  std::optional<double> memory;       ///< 0 to 100, as api_memory_utilization_percent
  std::optional<double> drift;        ///< the largest PSI of any feature
  std::optional<double> queue;        ///< 0 to 1, of what may be under way
  std::optional<double> shed;         ///< requests a second over 60 s that a full queue refused
  std::optional<double> latency;      ///< seconds, p99 of prediction requests over 60 s
  std::optional<double> ready;        ///< 1 or 0
  std::optional<double> disk;         ///< 0 to 100, how full the one with the state folder is
  std::optional<double> mailFailures; ///< in the last ten minutes
};

} // namespace numeral::alerts
