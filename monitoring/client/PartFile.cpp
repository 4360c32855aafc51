#include "monitoring/client/PartFile.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/Files.h"
#include "core/base/Sha256.h"

namespace numeral::client {

PartFile::PartFile(std::filesystem::path file) : m_file(std::move(file)), m_path(m_file.string() + ".part")
{
  std::error_code ec;
  std::filesystem::create_directories(m_file.parent_path(), ec); // a failure shows when the file is opened
  constexpr mode_t kReadable = 0644;
  m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kReadable);
  struct stat status {};
  if (m_descriptor < 0 || ::fstat(m_descriptor, &status) != 0)
    fail("cannot be opened");
  else if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0)
    fail("is being written by another download");
  m_size = static_cast<std::size_t>(status.st_size);
}

PartFile::~PartFile()
{
  if (m_descriptor >= 0)
    ::close(m_descriptor);
}

bool PartFile::append(std::string_view bytes)
{
  while (!bytes.empty()) {
    const auto written = ::write(m_descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0) {
      fail("cannot be written");
      return false;
    }
    m_size += static_cast<std::size_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void PartFile::clear()
{
  if (m_size > 0 && ::ftruncate(m_descriptor, 0) != 0)
    fail("cannot be emptied");
  m_size = 0;
}

void PartFile::finish()
{
  if (::fsync(m_descriptor) != 0 || ::rename(m_path.c_str(), m_file.c_str()) != 0)
    fail("cannot be given its name, " + m_file.filename().string());
}

bool PartFile::hasSum(const std::string& sha256) const
{
  const auto content = base::readFile(m_path, m_size);
  return content && base::sha256(*content) == sha256;
}

void PartFile::fail(const std::string& what)
{
  const char* remedy = errno == ENOSPC || errno == EDQUOT ? " Make room there, or choose another folder."
                                                          : " Choose another folder, or change what stands there.";
  m_error = {base::ErrorCode::Io, m_path.string() + " " + what + ": " + std::strerror(errno) + "." + remedy, {}};
}

} // namespace numeral::client
