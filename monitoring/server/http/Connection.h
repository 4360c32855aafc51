/// One request on a CivetWeb connection: its head, its body, and the way back.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include <tl/expected.hpp>

#include "core/base/Clock.h"
#include "core/base/Files.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/http/RequestHead.h"
#include "monitoring/server/http/Response.h"
#include "monitoring/server/http/SocketWatch.h"

struct mg_connection;

namespace numeral::server {

/// Threads: the one that CivetWeb called.
class Connection {
public:
  /// `parsed`: false where CivetWeb could make no sense of the head, which is then not looked at. `watch` ends reading
  /// and writing that take too long.
  Connection(mg_connection* connection, bool parsed, SocketWatch& watch);

  const RequestHead& head() const { return m_head; }
  const SocketWatch::Ends& ends() const { return m_ends; }

  /// Told how many bytes a body may take, before any of them is read; of one whose length nobody says, `limit`, once
  /// it is longer than a block.
  using Admit = std::function<tl::expected<void, Problem>(std::size_t bytes)>;

  /// Asks for the body where the client waits to be asked. Nothing is read of one that is too long by its own words.
  /// Errors: 408 (deadline, silence), 413 (longer than `limit`), 400 (cut short, broken chunk), those of `admit`; the
  /// connection must then close.
  tl::expected<base::Bytes, Problem> readBody(std::size_t limit, base::TimePoint deadline, const Admit& admit);

  /// Leaves the body out for HEAD, and closes where the body of the request was not read. Gives the bytes of the
  /// answer.
  std::size_t send(const Response& response);

  /// Bytes of head and body that were read. Nothing where there were chunks, whose sizes and ends are not seen here.
  std::optional<std::size_t> taken() const;

private:
  bool hasUnreadBody() const;
  void discardBody();

  mg_connection* m_connection;
  SocketWatch& m_watch;
  SocketWatch::Ends m_ends;
  RequestHead m_head;
  bool m_bodyRead = false;
  std::size_t m_bodyBytes = 0;
};

} // namespace numeral::server
