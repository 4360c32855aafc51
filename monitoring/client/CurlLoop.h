/// Lets libcurl work on many requests in one thread, waiting for all their sockets at once.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>

#include <curl/curl.h>
#include <sys/epoll.h>

#include "core/base/Clock.h"

namespace numeral::client {

/// Owns: an epoll descriptor and the connections, which stay open between requests.
/// Threads: one.
class CurlLoop {
public:
  struct Finished {
    CURL* handle;
    CURLcode code;
  };

  explicit CurlLoop(std::size_t connections);
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  /// False where the system gave no descriptors.
  bool usable() const;

  void start(CURL* handle);
  /// Takes back what was started and has not been given by finished().
  void abandon(CURL* handle);

  /// Waits for something to happen, until `until` at most, and lets libcurl do what there is to do.
  void work(base::TimePoint until);
  /// The next request that has ended.
  std::optional<Finished> finished();

private:
  static int onSocket(CURL* handle, curl_socket_t socket, int what, void* user, void* known);
  static int onTimer(CURLM* multi, long milliseconds, void* user);
  int wait(base::TimePoint until);
  void workOnTimer();
  void collectFinished();

  std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> m_multi;
  int m_epoll;
  int m_timer;
  base::TimePoint m_curlDue = base::TimePoint::max();
  std::array<epoll_event, 64> m_events{};
  std::deque<Finished> m_finished;
};

} // namespace numeral::client
