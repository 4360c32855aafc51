/// Where the kernel tells what is used.
#pragma once

#include <filesystem>
#include <string>

namespace numeral::system {

/// A test gives folders of its own.
struct Folders {
  std::filesystem::path proc = "/proc";
  std::filesystem::path cgroup = "/sys/fs/cgroup";
  std::filesystem::path sys = "/sys";
};

/// The text of one of these files; empty where it cannot be read.
std::string textOf(const std::filesystem::path& path);

} // namespace numeral::system
