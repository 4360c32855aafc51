#include "monitoring/logging/FileOutput.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace numeral::logging {
namespace {

constexpr mode_t kMode = 0640;

tl::unexpected<base::Error> failed(const char* what)
{
  return base::failure(base::ErrorCode::Io, std::string("cannot be ") + what + ": " + std::strerror(errno));
}

/// The whole lines in front that fit; 0 where not one does.
std::size_t fitting(std::string_view lines, std::uint64_t room)
{
  if (lines.size() <= room)
    return lines.size();
  const auto end = room == 0 ? std::string_view::npos : lines.rfind('\n', room - 1);
  return end == std::string_view::npos ? 0 : end + 1;
}

} // namespace

std::filesystem::path olderFile(const std::filesystem::path& path, std::size_t index)
{
  return index == 0 ? path : std::filesystem::path(path.string() + "." + std::to_string(index));
}

FileOutput::FileOutput(std::filesystem::path path, FileLimits limits) : m_path(std::move(path)), m_limits(limits) {}

FileOutput::~FileOutput() { close(); }

base::Expected<void> FileOutput::open()
{
  if (m_file >= 0)
    return {};
  // Without O_NONBLOCK a pipe of that name that nobody reads would hold us up for ever.
  m_file = ::open(m_path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, kMode);
  if (m_file < 0)
    return failed("opened");
  struct stat status = {};
  if (::fstat(m_file, &status) != 0)
    return failed("examined");
  m_plain = S_ISREG(status.st_mode);
  m_size = m_plain ? static_cast<std::uint64_t>(status.st_size) : 0;
  return m_size == 0 ? base::Expected<void>() : completeLastLine();
}

base::Expected<void> FileOutput::write(std::string_view& lines)
{
  if (m_file >= 0 && wasMoved())
    close();
  if (auto opened = open(); !opened)
    return opened;
  while (!lines.empty()) {
    const std::uint64_t room = !m_plain ? lines.size() : m_limits.bytes - std::min(m_limits.bytes, m_size);
    std::size_t size = fitting(lines, room);
    if (size == 0 && m_size > 0) {
      if (auto turned = turnOver(); !turned)
        return turned;
      continue;
    }
    if (size == 0)
      size = lines.find('\n') + 1;
    if (auto appended = append(lines, size); !appended)
      return appended;
  }
  return {};
}

base::Expected<void> FileOutput::append(std::string_view& lines, std::size_t size)
{
  const auto result = ::write(m_file, lines.data(), size);
  if (result < 0)
    return errno == EINTR ? base::Expected<void>() : failed("written");
  const auto written = static_cast<std::size_t>(result);
  m_size += m_plain ? written : 0;
  if (!m_plain || written == size) {
    lines.remove_prefix(written);
    return {};
  }
  const auto whole = fitting(lines, written);
  cutTorn(written - whole);
  lines.remove_prefix(whole);
  return base::failure(base::ErrorCode::Io, "takes no more: the disk, or what may be used of it, is full");
}

/// Unless somebody else has written behind us. Where it cannot be, the torn line stays.
void FileOutput::cutTorn(std::size_t torn)
{
  struct stat status = {};
  const bool last = ::fstat(m_file, &status) == 0 && static_cast<std::uint64_t>(status.st_size) == m_size;
  if (last && ::ftruncate(m_file, static_cast<off_t>(m_size - torn)) == 0)
    m_size -= torn;
}

/// A crash may have left half a line.
base::Expected<void> FileOutput::completeLastLine()
{
  const int reader = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  char last = '\n';
  const auto got = reader < 0 ? 0 : ::pread(reader, &last, 1, static_cast<off_t>(m_size - 1));
  if (reader >= 0)
    ::close(reader);
  if (got != 1 || last == '\n')
    return {};
  std::string_view end = "\n";
  return append(end, end.size());
}

bool FileOutput::wasMoved() const
{
  struct stat ours = {};
  struct stat there = {};
  if (::fstat(m_file, &ours) != 0)
    return true;
  return ::stat(m_path.c_str(), &there) != 0 || there.st_ino != ours.st_ino || there.st_dev != ours.st_dev;
}

base::Expected<void> FileOutput::turnOver()
{
  std::error_code error;
  for (std::size_t index = m_limits.files; index-- > 1;) {
    std::filesystem::rename(olderFile(m_path, index - 1), olderFile(m_path, index), error);
    if (error && error != std::errc::no_such_file_or_directory)
      return base::failure(base::ErrorCode::Io, "cannot be turned over: " + error.message());
  }
  if (m_limits.files <= 1 && ::unlink(m_path.c_str()) != 0 && errno != ENOENT)
    return failed("turned over");
  close();
  return open();
}

void FileOutput::close()
{
  if (m_file >= 0)
    ::close(m_file);
  m_file = -1;
}

} // namespace numeral::logging
