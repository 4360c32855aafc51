#include "core/feedback/Descriptor.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace numeral::feedback {
namespace {

constexpr mode_t kOwnerOnly = 0600;

} // namespace

using base::ErrorCode;
using base::Expected;

Descriptor::~Descriptor()
{
  if (m_number >= 0)
    ::close(m_number);
}

tl::unexpected<base::Error> ioFailure(const std::filesystem::path& path, const char* what)
{
  return base::failure(ErrorCode::Io, path.string() + " cannot be " + what + ": " + std::strerror(errno) + ".");
}

Expected<Descriptor> openPlainFile(const std::filesystem::path& path, int flags)
{
  // Without O_NONBLOCK a pipe of that name would hold us up for ever.
  Descriptor file(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, kOwnerOnly));
  if (file.get() < 0)
    return ioFailure(path, "opened");
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0)
    return ioFailure(path, "examined");
  if (!S_ISREG(status.st_mode))
    return base::failure(ErrorCode::Io, path.string() + " is no plain file. Move it away.");
  return file;
}

Expected<void> writeWhole(const Descriptor& file, std::string_view text, const std::filesystem::path& path)
{
  while (!text.empty()) {
    const auto written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno != EINTR)
      return ioFailure(path, "written");
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return {};
}

Expected<void> sync(const Descriptor& file, const std::filesystem::path& path)
{
  if (::fdatasync(file.get()) != 0)
    return ioFailure(path, "brought to disk");
  return {};
}

Expected<void> syncFolder(const std::filesystem::path& folder)
{
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some network file systems have no such thing for folders.
  if (opened.get() < 0 || (::fsync(opened.get()) != 0 && errno != EINVAL))
    return ioFailure(folder, "brought to disk");
  return {};
}

Expected<void> makeFolder(const std::filesystem::path& folder)
{
  std::error_code ec;
  const bool made = std::filesystem::create_directories(folder, ec);
  if (made)
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ec);
  if (ec)
    return base::failure(ErrorCode::Io, folder.string() + " cannot be made: " + ec.message() + ".");
  return {};
}

} // namespace numeral::feedback
