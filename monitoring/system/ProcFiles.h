/// Makes numbers of the text in /proc and in a cgroup's files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/report/System.h"

namespace numeral::system {

/// Clock ticks since the start, over all processors.
struct CpuTicks {
  std::uint64_t busy = 0;
  std::uint64_t total = 0;
};

struct MemoryBytes {
  std::uint64_t total = 0;
  std::uint64_t available = 0; ///< without swapping
};

struct ProcessFigures {
  std::uint64_t ticks = 0; ///< of processor time, user and system
  int threads = 0;
  std::uint64_t residentPages = 0;
  std::uint64_t virtualBytes = 0;
  std::uint64_t startTicks = 0; ///< since the host's start
};

struct Processors {
  int logical = 0;
  int cores = 0; ///< 0 where the file does not tell
};

/// A file system in the tree.
struct Mount {
  std::string device; ///< as the kernel numbers it, "254:0"
  std::string source; ///< "/dev/vda1"
  std::string point;
  std::string type; ///< "ext4"
};

/// /proc/stat. Waiting for a disk counts as idle; time for guests stands in user time already.
std::optional<CpuTicks> parseStat(std::string_view text);

/// The host's start as Unix time, of /proc/stat.
std::optional<double> parseBootTime(std::string_view text);

/// /proc/cpuinfo.
Processors parseCpuInfo(std::string_view text);

/// /proc/self/mountinfo, in its order.
std::vector<Mount> parseMounts(std::string_view text);

/// /proc/diskstats, partitions and all.
std::vector<report::DiskTraffic> parseDiskStats(std::string_view text);

/// /proc/self/net/dev.
std::vector<report::NetworkTraffic> parseNetDev(std::string_view text);

/// Where the process stands in the hierarchy that has `controller` (v1), or in the only one ("", v2), of
/// /proc/self/cgroup; empty where there is none.
std::string parseCgroup(std::string_view text, std::string_view controller);

/// The number behind a name at the start of a line: cpu.stat, memory.stat, /proc/self/limits; nothing for a word such
/// as "unlimited".
std::optional<std::uint64_t> parseField(std::string_view text, std::string_view name);

/// Processors that cpu.max grants: "150000 100000"; nothing for "max".
std::optional<double> parseCpuMax(std::string_view text);

/// The first number of the text, as in cpu.cfs_quota_us; nothing for -1.
std::optional<std::uint64_t> parseNumber(std::string_view text);

/// /proc/meminfo.
std::optional<MemoryBytes> parseMemInfo(std::string_view text);

/// /proc/self/stat; the program's name in it may hold spaces and brackets.
std::optional<ProcessFigures> parseProcessStat(std::string_view text);

/// memory.max, memory.current and the like: a number of bytes. Nothing for "max" and for what v1 writes instead of it.
std::optional<std::uint64_t> parseBytes(std::string_view text);

} // namespace numeral::system
