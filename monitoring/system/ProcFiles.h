/// Makes numbers of the text in /proc and in a cgroup's files.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

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
};

/// /proc/stat. Waiting for a disk counts as idle; time for guests stands in user time already.
std::optional<CpuTicks> parseStat(std::string_view text);

/// /proc/meminfo.
std::optional<MemoryBytes> parseMemInfo(std::string_view text);

/// /proc/self/stat; the program's name in it may hold spaces and brackets.
std::optional<ProcessFigures> parseProcessStat(std::string_view text);

/// memory.max, memory.current and the like: a number of bytes. Nothing for "max" and for what v1 writes instead of it.
std::optional<std::uint64_t> parseBytes(std::string_view text);

} // namespace numeral::system
