#include "monitoring/logging/StreamOutput.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace numeral::logging {
namespace {

constexpr int kPatienceMilliseconds = 1000;

} // namespace

base::Expected<void> StreamOutput::write(std::string_view& lines)
{
  while (!lines.empty()) {
    pollfd waiting{m_descriptor, POLLOUT, 0};
    if (const int ready = ::poll(&waiting, 1, kPatienceMilliseconds); ready <= 0) {
      if (ready < 0 && errno == EINTR)
        continue;
      return base::failure(base::ErrorCode::Io, "its reader has stopped reading");
    }
    // A pipe with room has room for as much, so that write() does not block.
    const auto written = ::write(m_descriptor, lines.data(), std::min<std::size_t>(lines.size(), PIPE_BUF));
    if (written < 0) {
      if (errno == EINTR || errno == EAGAIN)
        continue;
      return base::failure(base::ErrorCode::Io, std::strerror(errno));
    }
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

} // namespace numeral::logging
