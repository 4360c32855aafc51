/// How many processors this process may really use.
#pragma once

namespace numeral::base {

/// The smaller of the affinity mask and the cgroup's CPU quota (v2 and v1), rounded up; at least 1.
int usableProcessors();

} // namespace numeral::base
