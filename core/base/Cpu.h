/// How many processors this process may really use.
#pragma once

#include <optional>

namespace numeral::base {

/// Processors that the cgroup grants (v2 and v1), as 1.5; nothing where it grants all.
std::optional<double> cpuQuota();

/// The smaller of the affinity mask and the cgroup's CPU quota (v2 and v1), rounded up; at least 1.
int usableProcessors();

} // namespace numeral::base
