/// Reads what the cgroup grants this process, and what was used of it.
#pragma once

#include "core/report/System.h"
#include "monitoring/system/Folders.h"

namespace numeral::system {

/// Of the group that /proc/self/cgroup names, where it is in sight; else of the one at the root, which in a container
/// is the container's own.
/// Source: the kernel's admin-guide/cgroup-v2.rst and cgroup-v1.
report::ContainerUse readContainer(const Folders& folders);

} // namespace numeral::system
