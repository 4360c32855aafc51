/// Reads the host's disks and network interfaces.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "core/report/System.h"
#include "monitoring/system/Folders.h"

namespace numeral::system {

/// Of each kind: whoever makes mounts or interfaces by the hundred makes no series by the hundred.
inline constexpr std::size_t kMaxDevices = 16;

/// File systems that lie on something real, each once, at the shortest of its mount points; in a container its own as
/// well. Those of other machines are left out: asking for one that has gone away would block for ever.
std::vector<report::Disk> readDisks(const Folders& folders);

/// The disk that holds a folder, or would hold it, with the folder for a mount point; nothing where that cannot be
/// read.
std::optional<report::Disk> diskOf(const std::filesystem::path& folder);

/// Whole disks, no partitions.
std::vector<report::DiskTraffic> readDiskTraffic(const Folders& folders);

std::vector<report::NetworkTraffic> readNetwork(const Folders& folders);

} // namespace numeral::system
