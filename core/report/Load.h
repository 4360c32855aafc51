/// What this process and its host use of processors and memory, in a form that can be drawn.
#pragma once

#include <cstdint>
#include <optional>

namespace numeral::report {

/// Shares are 0 to 1; a missing one could not be read, or needs a second reading.
struct Load {
  std::optional<double> processCpu; ///< of the processors that this process may use
  std::optional<double> hostCpu;    ///< of all processors, as seen from this process
  double processors = 1;            ///< that this process may use: a cgroup's quota counts
  std::uint64_t resident = 0;       ///< bytes of memory that this process holds
  int threads = 0;
  int files = 0; ///< open descriptors
  std::uint64_t hostMemoryTotal = 0;
  std::uint64_t hostMemoryUsed = 0;         ///< what could not be had without swapping
  std::optional<std::uint64_t> memoryLimit; ///< of the container; none where it has none
  std::optional<std::uint64_t> memoryUsed;  ///< by the container
};

} // namespace numeral::report
