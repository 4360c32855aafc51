#include "tests/monitoring/client/RawServer.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include <QtGlobal>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace numeral::test {
namespace {

/// A socket bound to a free port of 127.0.0.1, and that port.
std::pair<int, int> boundSocket()
{
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0)
    qFatal("no free port on the loopback");
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return {socket, ntohs(address.sin_port)};
}

std::string urlOf(int port) { return "http://127.0.0.1:" + std::to_string(port); }

} // namespace

RawServer::RawServer(std::string answer)
    : RawServer([answer = std::move(answer)](const std::string&) { return answer; })
{
}

RawServer::RawServer(std::function<std::string(const std::string&)> answerTo) : m_answerTo(std::move(answerTo))
{
  std::tie(m_listener, m_port) = boundSocket();
  constexpr int kBacklog = 64;
  ::listen(m_listener, kBacklog);
  m_thread = std::thread([this] { serve(); });
}

RawServer::~RawServer()
{
  ::shutdown(m_listener, SHUT_RDWR); // ends the accept
  m_thread.join();
  ::close(m_listener);
}

std::string RawServer::url() const { return urlOf(m_port); }

void RawServer::waitForRequest() { m_asked.wait(false); }

std::string RawServer::request() const
{
  const std::lock_guard lock(m_mutex);
  return m_request;
}

void RawServer::serve()
{
  std::vector<int> silent;
  for (int connection = 0; (connection = ::accept(m_listener, nullptr, nullptr)) >= 0;) {
    std::array<char, 4096> start{};
    const auto length = ::read(connection, start.data(), start.size());
    const std::string request(start.data(), static_cast<std::size_t>(std::max<ssize_t>(0, length)));
    {
      const std::lock_guard lock(m_mutex);
      m_request = request;
    }
    m_asked = true;
    m_asked.notify_all();
    const std::string answer = m_answerTo(request);
    if (answer.empty()) {
      silent.push_back(connection);
      continue;
    }
    ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    // Closing with unread bytes would reset the connection before the answer was read.
    ::shutdown(connection, SHUT_WR);
    while (::read(connection, start.data(), start.size()) > 0) {
    }
    ::close(connection);
  }
  for (const int connection : silent)
    ::close(connection);
}

std::string deadUrl()
{
  const auto [socket, port] = boundSocket();
  ::close(socket);
  return urlOf(port);
}

} // namespace numeral::test
