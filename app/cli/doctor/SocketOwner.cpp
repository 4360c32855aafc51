#include "app/cli/doctor/SocketOwner.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace numeral::cli::doctor {
namespace {

namespace fs = std::filesystem;

std::string contentOf(const fs::path& path)
{
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool isNumber(const std::string& name)
{
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool holdsOneOf(const fs::path& process, const std::set<std::uint64_t>& inodes)
{
  std::error_code error;
  for (fs::directory_iterator entry(process / "fd", error), end; !error && entry != end; entry.increment(error)) {
    std::error_code gone;
    const std::string target = fs::read_symlink(entry->path(), gone).string(); // "socket:[12345]"
    const std::string_view start = "socket:[";
    if (target.starts_with(start) && inodes.contains(std::strtoull(target.c_str() + start.size(), nullptr, 10)))
      return true;
  }
  return false;
}

} // namespace

std::set<std::uint64_t> listeningInodes(std::string_view table, int port)
{
  constexpr int kHexadecimal = 16;
  std::set<std::uint64_t> inodes;
  std::istringstream lines{std::string(table)};
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string number, local, remote, state, queues, timer, retransmissions, user, timeout;
    std::uint64_t inode = 0;
    if (!(words >> number >> local >> remote >> state >> queues >> timer >> retransmissions >> user >> timeout >>
          inode))
      continue;
    const auto colon = local.rfind(':');
    if (state == "0A" && colon != std::string::npos &&
        std::strtol(local.c_str() + colon + 1, nullptr, kHexadecimal) == port)
      inodes.insert(inode);
  }
  return inodes;
}

std::optional<Owner> ownerOfPort(int port, const fs::path& proc)
{
  auto inodes = listeningInodes(contentOf(proc / "net/tcp"), port);
  inodes.merge(listeningInodes(contentOf(proc / "net/tcp6"), port));
  if (inodes.empty())
    return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator entry(proc, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!isNumber(name) || !holdsOneOf(entry->path(), inodes))
      continue;
    std::string program = contentOf(entry->path() / "comm");
    program.erase(program.find_last_not_of('\n') + 1);
    return Owner{std::atoi(name.c_str()), program};
  }
  return std::nullopt;
}

} // namespace numeral::cli::doctor
