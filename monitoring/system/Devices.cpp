#include "monitoring/system/Devices.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <system_error>

#include <sys/statvfs.h>

#include "monitoring/system/ProcFiles.h"

namespace numeral::system {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 16> kFileSystems{"ext2",  "ext3", "ext4",     "xfs",      "btrfs",  "zfs",
                                                        "f2fs",  "jfs",  "reiserfs", "bcachefs", "nilfs2", "vfat",
                                                        "exfat", "ntfs", "ntfs3",    "fuseblk"};

bool isReal(const Mount& mount)
{
  if (mount.type == "overlay") // a container's own
    return mount.point == "/";
  return std::find(kFileSystems.begin(), kFileSystems.end(), mount.type) != kFileSystems.end();
}

std::optional<report::Disk> measure(const std::string& device, const fs::path& point)
{
  struct statvfs found = {};
  if (statvfs(point.c_str(), &found) != 0 || found.f_blocks == 0)
    return std::nullopt;
  const std::uint64_t block = found.f_frsize;
  return report::Disk{device, point.string(), found.f_blocks * block, (found.f_blocks - found.f_bfree) * block,
                      found.f_bavail * block};
}

/// Memory, files as disks, and what stands for other disks.
bool isVirtualDisk(std::string_view name)
{
  constexpr std::array<std::string_view, 5> kPrefixes{"loop", "ram", "zram", "fd", "sr"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [name](std::string_view prefix) { return name.starts_with(prefix); });
}

} // namespace

std::vector<report::Disk> readDisks(const Folders& folders)
{
  std::map<std::string, Mount> byDevice;
  for (auto& mount : parseMounts(textOf(folders.proc / "self/mountinfo"))) {
    std::error_code error;
    if (!isReal(mount) || !fs::is_directory(mount.point, error)) // containers mount single files
      continue;
    const auto known = byDevice.find(mount.device);
    if (known == byDevice.end() || mount.point.size() < known->second.point.size())
      byDevice[mount.device] = std::move(mount);
  }
  std::vector<report::Disk> disks;
  for (const auto& [number, mount] : byDevice)
    if (auto disk = measure(mount.source, mount.point))
      disks.push_back(std::move(*disk));
  std::sort(disks.begin(), disks.end(), [](const auto& a, const auto& b) { return a.mountpoint < b.mountpoint; });
  disks.resize(std::min(disks.size(), kMaxDevices));
  return disks;
}

std::optional<report::Disk> diskOf(const fs::path& folder)
{
  std::error_code error;
  fs::path there = fs::absolute(folder, error);
  while (!there.empty() && !fs::exists(there, error) && there.has_relative_path())
    there = there.parent_path();
  auto disk = measure({}, there);
  if (disk)
    disk->mountpoint = folder.string();
  return disk;
}

std::vector<report::DiskTraffic> readDiskTraffic(const Folders& folders)
{
  auto disks = parseDiskStats(textOf(folders.proc / "diskstats"));
  std::erase_if(disks, [&folders](const report::DiskTraffic& disk) {
    std::error_code error;
    return isVirtualDisk(disk.device) || !fs::exists(folders.sys / "block" / disk.device, error);
  });
  disks.resize(std::min(disks.size(), kMaxDevices));
  return disks;
}

std::vector<report::NetworkTraffic> readNetwork(const Folders& folders)
{
  auto interfaces = parseNetDev(textOf(folders.proc / "self/net/dev"));
  std::erase_if(interfaces,
                [](const report::NetworkTraffic& network) { return network.interface.starts_with("veth"); });
  interfaces.resize(std::min(interfaces.size(), kMaxDevices));
  return interfaces;
}

} // namespace numeral::system
