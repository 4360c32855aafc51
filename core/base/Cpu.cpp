#include "core/base/Cpu.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>

#include <sched.h>

namespace numeral::base {
namespace {

constexpr double kNoQuota = std::numeric_limits<double>::infinity();

/// cgroup v2: "max 100000" or "150000 100000". Inside a container the own group is mounted at the root.
double quotaV2()
{
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0)
    return kNoQuota;
  return std::stod(quota) / period;
}

double quotaV1()
{
  std::ifstream quotaFile("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  std::ifstream periodFile("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  double quota = 0;
  double period = 0;
  if (!(quotaFile >> quota) || !(periodFile >> period) || quota <= 0 || period <= 0)
    return kNoQuota;
  return quota / period;
}

} // namespace

std::optional<double> cpuQuota()
{
  const double quota = std::min(quotaV2(), quotaV1());
  return quota == kNoQuota ? std::nullopt : std::optional(quota);
}

int usableProcessors()
{
  cpu_set_t set;
  CPU_ZERO(&set);
  const int allowed = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  const auto quota = cpuQuota();
  const int limit = quota ? static_cast<int>(std::ceil(*quota)) : allowed;
  return std::max(1, std::min(allowed, limit));
}

} // namespace numeral::base
