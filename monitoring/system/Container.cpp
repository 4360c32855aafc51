#include "monitoring/system/Container.h"

#include <algorithm>
#include <system_error>

#include "monitoring/system/ProcFiles.h"

namespace numeral::system {
namespace {

namespace fs = std::filesystem;

constexpr double kMicroseconds = 1e6;
constexpr double kNanoseconds = 1e9;

/// `root` with the group's path behind it, where that has the file.
fs::path groupFolder(const fs::path& root, const std::string& group, const char* file)
{
  std::error_code error;
  const fs::path own = root / fs::path(group).relative_path();
  return fs::exists(own / file, error) ? own : root;
}

/// A page cache is dropped before anything is refused, so it does not count.
std::optional<std::uint64_t> withoutCache(std::optional<std::uint64_t> used, std::optional<std::uint64_t> cache)
{
  return used ? std::optional(*used - std::min(*used, cache.value_or(0))) : std::nullopt;
}

std::optional<double> scaled(std::optional<std::uint64_t> value, double unit)
{
  return value ? std::optional(static_cast<double>(*value) / unit) : std::nullopt;
}

report::ContainerUse readV2(const fs::path& folder)
{
  report::ContainerUse use;
  const std::string cpu = textOf(folder / "cpu.stat");
  use.cpuSeconds = scaled(parseField(cpu, "usage_usec"), kMicroseconds);
  use.cpuLimit = parseCpuMax(textOf(folder / "cpu.max"));
  if (use.cpuLimit) {
    use.cpuPeriods = parseField(cpu, "nr_periods");
    use.throttledPeriods = parseField(cpu, "nr_throttled");
    use.throttledSeconds = scaled(parseField(cpu, "throttled_usec"), kMicroseconds);
  }
  use.memoryLimit = parseBytes(textOf(folder / "memory.max"));
  use.memoryUsed = withoutCache(parseBytes(textOf(folder / "memory.current")),
                                parseField(textOf(folder / "memory.stat"), "inactive_file"));
  return use;
}

void readCpuV1(const Folders& folders, const std::string& groups, report::ContainerUse& use)
{
  const auto cpu = groupFolder(folders.cgroup / "cpu", parseCgroup(groups, "cpu"), "cpu.stat");
  const auto accounts = groupFolder(folders.cgroup / "cpuacct", parseCgroup(groups, "cpuacct"), "cpuacct.usage");
  use.cpuSeconds = scaled(parseNumber(textOf(accounts / "cpuacct.usage")), kNanoseconds);
  const auto quota = parseNumber(textOf(cpu / "cpu.cfs_quota_us")); // -1: none
  const auto period = parseNumber(textOf(cpu / "cpu.cfs_period_us"));
  if (!quota || !period || *quota == 0 || *period == 0)
    return;
  use.cpuLimit = static_cast<double>(*quota) / static_cast<double>(*period);
  const std::string text = textOf(cpu / "cpu.stat");
  use.cpuPeriods = parseField(text, "nr_periods");
  use.throttledPeriods = parseField(text, "nr_throttled");
  use.throttledSeconds = scaled(parseField(text, "throttled_time"), kNanoseconds);
}

void readMemoryV1(const Folders& folders, const std::string& groups, report::ContainerUse& use)
{
  const auto memory = groupFolder(folders.cgroup / "memory", parseCgroup(groups, "memory"), "memory.usage_in_bytes");
  use.memoryLimit = parseBytes(textOf(memory / "memory.limit_in_bytes"));
  use.memoryUsed = withoutCache(parseBytes(textOf(memory / "memory.usage_in_bytes")),
                                parseField(textOf(memory / "memory.stat"), "total_inactive_file"));
}

} // namespace

report::ContainerUse readContainer(const Folders& folders)
{
  const std::string groups = textOf(folders.proc / "self/cgroup");
  report::ContainerUse use = readV2(groupFolder(folders.cgroup, parseCgroup(groups, ""), "memory.current"));
  if (!use.cpuSeconds)
    readCpuV1(folders, groups, use);
  if (!use.memoryUsed)
    readMemoryV1(folders, groups, use);
  return use;
}

} // namespace numeral::system
