/// What process, container and host use, in full: what is read for those who watch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/report/Load.h"

namespace numeral::report {

/// Of this process, since its start. What is missing could not be read.
struct ProcessUse {
  double cpuSeconds = 0;
  double startTime = 0; ///< Unix time, seconds
  std::uint64_t virtualBytes = 0;
  std::uint64_t residentBytes = 0;
  std::uint64_t threads = 0;
  std::optional<std::uint64_t> openFiles;
  std::optional<std::uint64_t> maxFiles;        ///< none where it may open as many as it likes
  std::optional<std::uint64_t> maxVirtualBytes; ///< none where it may take as much as it likes
};

/// What the cgroup grants, and what was used of it. What is missing is not limited, or could not be read.
struct ContainerUse {
  std::optional<double> cpuLimit;   ///< processors
  std::optional<double> cpuSeconds; ///< used since the group was made
  std::optional<std::uint64_t> cpuPeriods;
  std::optional<std::uint64_t> throttledPeriods;
  std::optional<double> throttledSeconds;
  std::optional<std::uint64_t> memoryLimit; ///< bytes
  std::optional<std::uint64_t> memoryUsed;  ///< bytes, without what the kernel can drop at once
};

struct Disk {
  std::string device;
  std::string mountpoint;
  std::uint64_t total = 0; ///< bytes
  std::uint64_t used = 0;
  std::uint64_t free = 0; ///< for whoever is not root
};

/// Of what is not root's own, 0 to 1, as df tells it.
inline double fullness(const Disk& disk)
{
  const double whole = static_cast<double>(disk.used) + static_cast<double>(disk.free);
  return whole > 0 ? static_cast<double>(disk.used) / whole : 0;
}

/// Since the host's start.
struct DiskTraffic {
  std::string device;
  std::uint64_t readBytes = 0;
  std::uint64_t readCount = 0;
  std::uint64_t writtenBytes = 0;
  std::uint64_t writtenCount = 0;
};

/// Since the interface was made.
struct NetworkTraffic {
  std::string interface;
  std::uint64_t sentBytes = 0;
  std::uint64_t sentPackets = 0;
  std::uint64_t receivedBytes = 0;
  std::uint64_t receivedPackets = 0;
};

struct Gpu {
  std::string id; ///< "0"
  std::string name;
  std::optional<double> utilization;       ///< 0 to 1
  std::optional<std::uint64_t> memoryUsed; ///< bytes
  std::optional<std::uint64_t> memoryTotal;
  std::optional<double> temperature; ///< degrees Celsius
  std::optional<double> power;       ///< watts
};

struct System {
  Load load;
  std::optional<ProcessUse> process;
  ContainerUse container;
  std::optional<double> cpuUtilization;    ///< 0 to 1: of the container's limit, or without one of the host
  std::optional<double> memoryUtilization; ///< likewise
  int logicalProcessors = 0;               ///< of the host
  int cores = 0;                           ///< of the host; 0 where it does not tell
  std::vector<Disk> disks;
  std::vector<DiskTraffic> diskTraffic;
  std::vector<NetworkTraffic> network;
  std::vector<Gpu> gpus;
};

} // namespace numeral::report
