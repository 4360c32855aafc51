/// A server that says whatever bytes a test wants, or nothing at all, to see what a client makes of them.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace numeral::test {

/// Owns: a socket on a free port of 127.0.0.1, and a thread.
class RawServer {
public:
  /// Reads a request's first bytes, sends `answer` and closes. An empty answer: stays silent and keeps the connection.
  explicit RawServer(std::string answer);
  /// The same with an answer for each request, made from its first bytes on the server's thread.
  explicit RawServer(std::function<std::string(const std::string&)> answerTo);
  ~RawServer();

  std::string url() const;
  /// Waits for the first request to arrive.
  void waitForRequest();
  /// First bytes of the request that came last.
  std::string request() const;

private:
  void serve();

  std::function<std::string(const std::string&)> m_answerTo;
  mutable std::mutex m_mutex;
  std::string m_request;
  int m_listener = -1;
  int m_port = 0;
  std::atomic<bool> m_asked{false};
  std::thread m_thread;
};

/// Where nobody listens: a port that was free a moment ago.
std::string deadUrl();

} // namespace numeral::test
