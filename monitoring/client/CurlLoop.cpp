#include "monitoring/client/CurlLoop.h"

#include <algorithm>
#include <chrono>

#include <sys/timerfd.h>
#include <unistd.h>

namespace numeral::client {

using std::chrono::nanoseconds;

CurlLoop::CurlLoop(std::size_t connections)
    : m_multi(curl_multi_init(), &curl_multi_cleanup), m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))
{
  curl_multi_setopt(m_multi.get(), CURLMOPT_SOCKETFUNCTION, &CurlLoop::onSocket);
  curl_multi_setopt(m_multi.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(m_multi.get(), CURLMOPT_TIMERFUNCTION, &CurlLoop::onTimer);
  curl_multi_setopt(m_multi.get(), CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(m_multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET; // edges, so that nobody need read it
  event.data.fd = m_timer;
  ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_timer, &event);
}

CurlLoop::~CurlLoop()
{
  m_multi.reset(); // still tells of its sockets
  ::close(m_timer);
  ::close(m_epoll);
}

bool CurlLoop::usable() const { return m_multi != nullptr && m_epoll >= 0 && m_timer >= 0; }

void CurlLoop::start(CURL* handle) { curl_multi_add_handle(m_multi.get(), handle); }

void CurlLoop::abandon(CURL* handle) { curl_multi_remove_handle(m_multi.get(), handle); }

int CurlLoop::onSocket(CURL*, curl_socket_t socket, int what, void* user, void* known)
{
  auto& loop = *static_cast<CurlLoop*>(user);
  if (what == CURL_POLL_REMOVE) {
    ::epoll_ctl(loop.m_epoll, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{};
  if ((what & CURL_POLL_IN) != 0)
    event.events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0)
    event.events |= EPOLLOUT;
  event.data.fd = socket;
  ::epoll_ctl(loop.m_epoll, known != nullptr ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
  curl_multi_assign(loop.m_multi.get(), socket, user);
  return 0;
}

int CurlLoop::onTimer(CURLM*, long milliseconds, void* user)
{
  static_cast<CurlLoop*>(user)->m_curlDue =
      milliseconds < 0 ? base::TimePoint::max() : base::Steady::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

/// Whole milliseconds by epoll alone; the rest, which a timetable needs, by the timer.
int CurlLoop::wait(base::TimePoint until)
{
  constexpr auto kMilli = nanoseconds(std::chrono::milliseconds(1));
  constexpr nanoseconds kLongest = std::chrono::seconds(1);
  const auto now = base::Steady::now();
  const auto left = until > now ? std::min<nanoseconds>(until - now, kLongest) : nanoseconds::zero();
  int timeout = 0;
  if (left >= kMilli) {
    timeout = static_cast<int>(left / kMilli);
  } else if (left > nanoseconds::zero()) {
    const itimerspec once{{0, 0}, {0, static_cast<long>(left.count())}};
    ::timerfd_settime(m_timer, 0, &once, nullptr);
    timeout = 1;
  }
  return ::epoll_wait(m_epoll, m_events.data(), static_cast<int>(m_events.size()), timeout);
}

void CurlLoop::workOnTimer()
{
  int running = 0;
  // What libcurl does then may make it due again at once.
  for (int round = 0; round < 4 && m_curlDue <= base::Steady::now(); ++round) {
    m_curlDue = base::TimePoint::max();
    curl_multi_socket_action(m_multi.get(), CURL_SOCKET_TIMEOUT, 0, &running);
  }
}

void CurlLoop::work(base::TimePoint until)
{
  workOnTimer();
  collectFinished();
  const int count = wait(m_finished.empty() ? std::min(until, m_curlDue) : base::TimePoint::min());
  int running = 0;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = m_events[static_cast<std::size_t>(i)];
    if (event.data.fd == m_timer)
      continue;
    int what = 0;
    if ((event.events & EPOLLIN) != 0)
      what |= CURL_CSELECT_IN;
    if ((event.events & EPOLLOUT) != 0)
      what |= CURL_CSELECT_OUT;
    if ((event.events & (EPOLLERR | EPOLLHUP)) != 0)
      what |= CURL_CSELECT_ERR;
    curl_multi_socket_action(m_multi.get(), event.data.fd, what, &running);
  }
  workOnTimer();
  collectFinished();
}

void CurlLoop::collectFinished()
{
  int waiting = 0;
  while (const CURLMsg* message = curl_multi_info_read(m_multi.get(), &waiting))
    if (message->msg == CURLMSG_DONE) {
      m_finished.push_back({message->easy_handle, message->data.result});
      curl_multi_remove_handle(m_multi.get(), m_finished.back().handle); // the message is gone with it
    }
}

std::optional<CurlLoop::Finished> CurlLoop::finished()
{
  if (m_finished.empty())
    return std::nullopt;
  const Finished next = m_finished.front();
  m_finished.pop_front();
  return next;
}

} // namespace numeral::client
