/// Finds out whose a listening port is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace numeral::cli::doctor {

struct Owner {
  int pid = 0;
  std::string program;
};

/// Inodes of the sockets that listen on a port, from /proc/net/tcp or tcp6.
std::set<std::uint64_t> listeningInodes(std::string_view table, int port);

/// Nothing where this user may not see it, or the program is in another container. `proc`: the kernel's /proc.
std::optional<Owner> ownerOfPort(int port, const std::filesystem::path& proc = "/proc");

} // namespace numeral::cli::doctor
