#include "monitoring/system/Folders.h"

#include "core/base/Files.h"

namespace numeral::system {
namespace {

/// All that these files ever hold; /proc/stat of a large machine is some 100 kB.
constexpr std::size_t kMaxBytes = 1u << 20;

} // namespace

std::string textOf(const std::filesystem::path& path)
{
  const auto bytes = base::readFile(path, kMaxBytes);
  return bytes ? std::string(base::textOf(*bytes)) : std::string();
}

} // namespace numeral::system
