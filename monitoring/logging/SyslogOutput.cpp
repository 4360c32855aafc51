#include "monitoring/logging/SyslogOutput.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include <poll.h>
#include <spdlog/sinks/syslog_sink.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

namespace numeral::logging {
namespace {

constexpr int kPatienceMilliseconds = 1000;
constexpr char kFirstMark = '0';

constexpr std::array kTheirs{spdlog::level::trace, spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                             spdlog::level::err};

/// A connection to the daemon's socket, beside that of syslog(3), which shows nothing.
class Watch {
public:
  Watch() = default;
  ~Watch() { close(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Anew each time: a daemon that was started again has another socket.
  bool connect()
  {
    close();
    for (const int type : {SOCK_DGRAM, SOCK_STREAM}) { // as syslog(3) tries them
      m_socket = ::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      sockaddr_un address{};
      address.sun_family = AF_UNIX;
      std::strncpy(address.sun_path, _PATH_LOG, sizeof address.sun_path - 1);
      if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return true;
      const int error = errno;
      close();
      errno = error;
      if (error != EPROTOTYPE)
        return false;
    }
    return false;
  }

  /// Whether the daemon takes what comes, so that syslog(3) will not block.
  bool hasRoom() const
  {
    pollfd waiting{m_socket, POLLOUT, 0};
    return ::poll(&waiting, 1, kPatienceMilliseconds) > 0;
  }

private:
  void close()
  {
    if (m_socket >= 0)
      ::close(m_socket);
    m_socket = -1;
  }

  int m_socket = -1;
};

} // namespace

char syslogMark(Level level) noexcept { return static_cast<char>(kFirstMark + static_cast<int>(level)); }

class SyslogOutput::Impl {
public:
  base::Expected<void> connect()
  {
    if (m_watch.connect())
      return {};
    return base::failure(base::ErrorCode::Io, std::string("nobody listens at " _PATH_LOG ": ") + std::strerror(errno));
  }

  base::Expected<void> send(std::string_view line)
  {
    if (!m_watch.hasRoom())
      return base::failure(base::ErrorCode::Io, "its daemon has stopped reading");
    const auto place = static_cast<std::size_t>(line.front() - kFirstMark);
    m_sink.log({{}, {}, kTheirs[std::min(place, kTheirs.size() - 1)], {line.data() + 1, line.size() - 1}});
    return {};
  }

private:
  Watch m_watch;
  spdlog::sinks::syslog_sink_st m_sink{"numeral", LOG_PID, LOG_LOCAL0, false};
};

SyslogOutput::SyslogOutput() : m_impl(std::make_unique<Impl>()) {}
SyslogOutput::~SyslogOutput() = default;

base::Expected<void> SyslogOutput::open() { return m_impl->connect(); }

base::Expected<void> SyslogOutput::write(std::string_view& lines)
{
  if (auto connected = m_impl->connect(); !connected)
    return connected;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    if (auto sent = m_impl->send(lines.substr(0, end)); !sent)
      return sent;
    lines.remove_prefix(end + 1);
  }
  return {};
}

} // namespace numeral::logging
