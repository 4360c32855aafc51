#include "core/feedback/FolderLock.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>

namespace numeral::feedback {

base::Expected<std::optional<FolderLock>> FolderLock::take(const std::filesystem::path& folder)
{
  const auto path = folder / "lock";
  auto file = openPlainFile(path, O_RDWR | O_CREAT);
  if (!file)
    return tl::unexpected(file.error());
  if (::flock(file->get(), LOCK_EX | LOCK_NB) == 0)
    return FolderLock(std::move(*file));
  if (errno == EWOULDBLOCK)
    return std::nullopt;
  return ioFailure(path, "locked");
}

} // namespace numeral::feedback
