/// Asks HTTP servers, one request at a time, over connections that stay open between requests.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::client {

struct HttpRequest {
  std::string url;
  std::vector<std::string> headers;   ///< "Name: value"
  std::optional<base::ByteSpan> body; ///< POST where there is one, else GET; must outlive send()
  std::chrono::milliseconds timeout{60'000};
  std::size_t maxAnswerBytes = 64u << 20;
  std::function<bool()> giveUp; ///< asked at least once a second while waiting; true ends the request
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// Threads: one at a time. A process that makes clients on several threads must not die of SIGPIPE: block it there.
class HttpClient {
public:
  HttpClient();
  ~HttpClient();

  /// Any status is an answer; redirects are not followed.
  /// Errors: Io (nobody there, not HTTP, connection lost), InvalidArgument (address), DeadlineExceeded (timeout),
  /// TooManyBytes (answer), Cancelled (giveUp).
  base::Expected<HttpAnswer> send(const HttpRequest& request);

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::client
