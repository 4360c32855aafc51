/// An HTTP client that sends exactly what it is told to, also what no proper client would.
#pragma once

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/Files.h"

namespace numeral::support {

struct HttpAnswer {
  int status = 0;                             ///< 0: the connection ended without an answer
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;

  std::string header(const std::string& name) const
  {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

/// One connection to 127.0.0.1. Gives up after 30 s without a byte, so that a broken server fails a test.
class HttpConnection {
public:
  explicit HttpConnection(int port) : m_socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
  {
    const timeval patience{30, 0};
    setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    m_open = connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~HttpConnection() { ::close(m_socket); }
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  bool isOpen() const { return m_open; }

  /// As it is; what the other end no longer takes is dropped.
  void send(std::string_view bytes)
  {
    while (!bytes.empty()) {
      const auto sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0)
        return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// The other end sees that no more will come, and may still answer.
  void finishSending() { shutdown(m_socket, SHUT_WR); }

  /// A proper request with the body and its length.
  void request(std::string_view method, std::string_view target, std::string_view body = {},
               std::string_view headers = {})
  {
    std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
    text += headers;
    if (!body.empty())
      text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(text + "\r\n" + std::string(body));
  }

  /// The next answer. `withoutBody`: to a HEAD.
  HttpAnswer receive(bool withoutBody = false)
  {
    HttpAnswer answer;
    std::size_t headEnd = 0;
    while ((headEnd = m_buffer.find("\r\n\r\n")) == std::string::npos)
      if (!fill())
        return answer;
    parseHead(m_buffer.substr(0, headEnd + 2), answer);
    m_buffer.erase(0, headEnd + 4);
    if (withoutBody || answer.status / 100 == 1 || answer.status == 304)
      return answer;
    const auto length = static_cast<std::size_t>(std::strtoul(answer.header("content-length").c_str(), nullptr, 10));
    while (m_buffer.size() < length && fill())
      continue;
    answer.body = m_buffer.substr(0, length);
    m_buffer.erase(0, length);
    return answer;
  }

  /// Waits a while for anything to be received; the other end's closing counts as well.
  bool hasAnswer(std::chrono::milliseconds patience) const
  {
    pollfd waiting{m_socket, POLLIN, 0};
    return !m_buffer.empty() || poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
  }

  /// Sends it again and again and receives nothing; true once the other end has shut the connection.
  bool sendUntilRefused(std::string_view bytes)
  {
    const timeval patience{30, 0};
    setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    while (::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0)
      continue;
    return errno == EPIPE || errno == ECONNRESET;
  }

  /// Waits until the other end has closed; false if it sends something instead.
  bool closedByPeer() { return m_buffer.empty() && !fill(); }

private:
  bool fill()
  {
    char block[4096];
    const auto got = recv(m_socket, block, sizeof block, 0);
    if (got <= 0)
      return false;
    m_buffer.append(block, static_cast<std::size_t>(got));
    return true;
  }

  static void parseHead(std::string_view head, HttpAnswer& answer)
  {
    answer.status = std::atoi(std::string(head.substr(std::string_view("HTTP/1.1 ").size())).c_str());
    head.remove_prefix(head.find("\r\n") + 2);
    while (!head.empty()) {
      const auto line = head.substr(0, head.find("\r\n"));
      head.remove_prefix(line.size() + 2);
      const auto colon = line.find(": ");
      std::string name(line.substr(0, colon));
      for (auto& c : name)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      answer.headers[name] = line.substr(colon + 2);
    }
  }

  int m_socket;
  bool m_open = false;
  std::string m_buffer;
};

/// One request on a connection of its own.
inline HttpAnswer fetch(int port, std::string_view method, std::string_view target, std::string_view body = {},
                        std::string_view headers = {})
{
  HttpConnection connection(port);
  connection.request(method, target, body, headers);
  return connection.receive(method == "HEAD");
}

} // namespace numeral::support
