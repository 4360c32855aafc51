#include "monitoring/server/http/SocketWatch.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <linux/tcp.h> // glibc's has no tcpi_bytes_received
#include <netinet/in.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace numeral::server {
namespace {

constexpr std::uint8_t kEstablished = 1; // TCP_ESTABLISHED, which only glibc's header has

using Name = int (*)(int, sockaddr*, socklen_t*);

std::optional<sockaddr_in> addressOf(int socket, Name name)
{
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (name(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0 || address.sin_family != AF_INET)
    return std::nullopt;
  return address;
}

bool joins(int socket, const SocketWatch::Ends& ends)
{
  const auto client = addressOf(socket, getpeername);
  const auto ours = addressOf(socket, getsockname);
  return client && ours && SocketWatch::Ends{client->sin_addr.s_addr, client->sin_port, ours->sin_port} == ends;
}

/// CivetWeb shows no sockets, so it is looked for among all that the process has open. Only for those who are late.
template <class Use> void forSocket(const SocketWatch::Ends& ends, const Use& use)
{
  std::error_code failed;
  for (auto file = std::filesystem::directory_iterator("/proc/self/fd", failed);
       !failed && file != std::filesystem::directory_iterator(); file.increment(failed)) {
    const auto name = file->path().filename().string();
    int socket = -1;
    std::from_chars(name.data(), name.data() + name.size(), socket);
    if (joins(socket, ends))
      use(socket);
  }
}

void shutDown(const SocketWatch::Ends& ends, SocketWatch::Way way)
{
  forSocket(ends, [way](int socket) { shutdown(socket, way == SocketWatch::Way::Reading ? SHUT_RD : SHUT_RDWR); });
}

std::optional<SocketWatch::Peer> peerOf(int socket)
{
  tcp_info info{};
  socklen_t size = sizeof info;
  int unread = 0;
  if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || ioctl(socket, FIONREAD, &unread) != 0)
    return std::nullopt;
  return SocketWatch::Peer{info.tcpi_state == kEstablished, std::chrono::milliseconds(info.tcpi_last_data_recv),
                           info.tcpi_bytes_received - static_cast<std::uint64_t>(unread)};
}

} // namespace

std::optional<SocketWatch::Peer> SocketWatch::look(const Ends& ends)
{
  std::optional<Peer> peer;
  forSocket(ends, [&peer](int socket) { peer = peerOf(socket); });
  return peer;
}

SocketWatch::Turn::Turn(SocketWatch& watch, const Ends& ends, base::TimePoint deadline, Way way) : m_watch(watch)
{
  const std::lock_guard lock(watch.m_mutex);
  m_entry = watch.m_entries.emplace(deadline, Entry{ends, way});
  // Most turns end long before: were the thread woken for each that is the next to be late, it would never sleep.
  if (deadline >= watch.m_wakeAt)
    return;
  watch.m_wakeAt = deadline;
  watch.m_changed.notify_one();
}

SocketWatch::Turn::~Turn()
{
  const std::lock_guard lock(m_watch.m_mutex);
  m_watch.m_entries.erase(m_entry);
}

SocketWatch::SocketWatch(std::chrono::milliseconds patience, std::chrono::milliseconds silence)
    : m_patience(patience), m_silence(silence), m_thread([this] { run(); })
{
  pthread_setname_np(m_thread.native_handle(), "socket-watch");
}

SocketWatch::~SocketWatch()
{
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    m_changed.notify_one();
  }
  m_thread.join();
}

void SocketWatch::run()
{
  std::unique_lock lock(m_mutex);
  while (!m_stopping) {
    endWhatIsLate();
    m_wakeAt = nextDeadline();
    if (m_wakeAt == base::TimePoint::max())
      m_changed.wait(lock);
    else
      m_changed.wait_until(lock, base::TimePoint(m_wakeAt)); // a copy: it may change meanwhile
  }
}

void SocketWatch::endWhatIsLate()
{
  const auto late = m_entries.upper_bound(base::Steady::now());
  for (auto entry = m_entries.begin(); entry != late; ++entry)
    if (!entry->second.ended) {
      shutDown(entry->second.ends, entry->second.way);
      entry->second.ended = true;
    }
}

base::TimePoint SocketWatch::nextDeadline() const
{
  const auto next =
      std::find_if(m_entries.begin(), m_entries.end(), [](const auto& entry) { return !entry.second.ended; });
  return next == m_entries.end() ? base::TimePoint::max() : next->first;
}

} // namespace numeral::server
