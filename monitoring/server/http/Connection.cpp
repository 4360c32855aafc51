#include "monitoring/server/http/Connection.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

#include <arpa/inet.h>
#include <civetweb.h>

namespace numeral::server {
namespace {

constexpr std::size_t kBlock = 16384;
/// A client that is still sending when we close loses our answer, so what it sends is let in for a while, unless it is
/// more than can come in that time.
constexpr std::size_t kMaxDiscarded = 64u << 20;
constexpr std::chrono::seconds kDiscardTime{2};

std::string_view viewOf(const char* text) { return text == nullptr ? std::string_view() : std::string_view(text); }

std::string_view trimEnd(std::string_view text)
{
  return text.substr(0, text.find_last_not_of(' ') + 1); // npos + 1 is 0
}

/// "GET /path?query HTTP/1.1" and nothing between them but one space each.
bool isOneSpaceApart(const mg_request_info& info)
{
  constexpr std::size_t kProtocol = 5; // "HTTP/", which stands before the version
  const char* target = info.request_method + std::strlen(info.request_method) + 1;
  const char* last = info.query_string == nullptr ? info.request_uri : info.query_string;
  return info.request_uri == target && last + std::strlen(last) + 1 + kProtocol == info.http_version;
}

/// CivetWeb forgives a bare LF, a space before the colon, folded lines (it stops at the first one) and more than 64
/// headers (it ignores them). It parses in place and puts a NUL over every character it takes for an end, so that
/// what it forgave can be seen from where its strings lie: after each value stood CR LF, after the last one CR LF CR
/// LF.
bool isWellFormed(const mg_request_info& info)
{
  if (!isOneSpaceApart(info))
    return false;
  const char* expected = info.http_version + std::strlen(info.http_version) + 2;
  for (int i = 0; i < info.num_headers; ++i) {
    const auto& [name, value] = info.http_headers[i];
    if (name != expected)
      return false;
    const char* colon = name + std::strlen(name);
    if (colon + 1 < value && colon[1] == '\0')
      return false;
    expected = value + std::strlen(value) + 2;
  }
  if (info.num_headers == 0)
    return true;
  const char* last = expected - 1;
  return last[0] == '\0' && last[1] == '\r' && last[2] == '\0';
}

RequestHead parse(const mg_request_info& info)
{
  RequestHead head;
  head.client = viewOf(info.remote_addr);
  head.method = viewOf(info.request_method);
  head.path = viewOf(info.local_uri_raw);
  head.query = viewOf(info.query_string);
  head.version = viewOf(info.http_version);
  for (int i = 0; i < info.num_headers; ++i)
    head.headers.push_back({viewOf(info.http_headers[i].name), trimEnd(viewOf(info.http_headers[i].value))});
  const char* end = info.num_headers == 0 ? info.http_version : info.http_headers[info.num_headers - 1].value;
  head.size = static_cast<std::size_t>(end - info.request_method) + std::strlen(end);
  head.wellFormed = isWellFormed(info);
  return head;
}

std::size_t lengthOf(std::string_view text)
{
  std::size_t length = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), length).ec;
  return error == std::errc::result_out_of_range ? std::numeric_limits<std::size_t>::max() : length;
}

Problem tooSlow() { return closing(problem(408, "timeout", "The body took too long to arrive.")); }

SocketWatch::Ends endsOf(const mg_request_info& info)
{
  in_addr address{};
  inet_pton(AF_INET, info.remote_addr, &address);
  return {address.s_addr, htons(static_cast<std::uint16_t>(info.remote_port)),
          htons(static_cast<std::uint16_t>(info.server_port))};
}

bool keepsSilent(const SocketWatch& watch, const SocketWatch::Ends& ends)
{
  const auto peer = SocketWatch::look(ends);
  return peer && peer->open && watch.isTooLong(peer->silent);
}

/// Why no more of the body came.
Problem cutShort(const SocketWatch& watch, const SocketWatch::Ends& ends)
{
  if (keepsSilent(watch, ends))
    return tooSlow();
  return closing(problem(400, "malformed_request", "The body is shorter than announced, or its chunks are broken."));
}

Problem tooLong(std::size_t limit)
{
  return closing(problem(413, base::name(base::ErrorCode::TooManyBytes),
                         "The body is longer than the " + std::to_string(limit) + " bytes allowed here."));
}

} // namespace

Connection::Connection(mg_connection* connection, bool parsed, SocketWatch& watch)
    : m_connection(connection), m_watch(watch)
{
  const auto* info = mg_get_request_info(connection);
  m_ends = endsOf(*info);
  if (parsed)
    m_head = parse(*info);
  else
    m_head.client = viewOf(info->remote_addr);
}

tl::expected<base::Bytes, Problem> Connection::readBody(std::size_t limit, base::TimePoint deadline, const Admit& admit)
{
  const auto length = m_head.header("Content-Length");
  const std::size_t expected = length ? lengthOf(*length) : 0;
  if (expected > limit)
    return tl::unexpected(tooLong(limit));
  if (!hasUnreadBody())
    return base::Bytes();
  if (auto admitted = admit(expected); !admitted)
    return tl::unexpected(std::move(admitted.error()));
  if (m_head.header("Expect"))
    mg_write(m_connection, "HTTP/1.1 100 Continue\r\n\r\n", 25);

  const SocketWatch::Turn turn(m_watch, m_ends, deadline, SocketWatch::Way::Reading);
  base::Bytes body;
  body.reserve(expected);
  bool admitted = !m_head.chunked();
  while (m_head.chunked() || body.size() < expected) {
    const std::size_t had = body.size();
    if (had >= kBlock && !admitted) {
      if (auto more = admit(limit); !more)
        return tl::unexpected(std::move(more.error()));
      admitted = true;
    }
    const std::size_t wanted = std::min(kBlock, (m_head.chunked() ? limit + 1 : expected) - had);
    body.resize(had + wanted);
    const int got = mg_read(m_connection, body.data() + had, wanted);
    body.resize(had + static_cast<std::size_t>(std::max(got, 0)));
    if (body.size() > limit)
      return tl::unexpected(tooLong(limit));
    if (base::Steady::now() > deadline)
      return tl::unexpected(tooSlow());
    if (got == 0 && m_head.chunked())
      break;
    // What came before a silence comes first, and CivetWeb would then wait as long once more.
    const bool isShort = got > 0 && static_cast<std::size_t>(got) < wanted && !m_head.chunked();
    if (isShort && keepsSilent(m_watch, m_ends))
      return tl::unexpected(tooSlow());
    if (got <= 0)
      return tl::unexpected(cutShort(m_watch, m_ends));
  }
  m_bodyRead = true;
  m_bodyBytes = body.size();
  return body;
}

std::size_t Connection::send(const Response& response)
{
  const bool close = response.close || !m_head.wantsKeepAlive() || hasUnreadBody();
  if (close)
    mg_disable_connection_keep_alive(m_connection);
  std::string text = server::head(response, !close);
  if (m_head.method != "HEAD")
    text += response.body;
  // One write, so that head and body leave in one packet. A client that has gone needs no answer.
  {
    const auto deadline = base::Steady::now() + m_watch.patience();
    const SocketWatch::Turn turn(m_watch, m_ends, deadline, SocketWatch::Way::Both);
    mg_write(m_connection, text.data(), text.size());
  }
  if (hasUnreadBody() && !m_head.header("Expect"))
    discardBody();
  return text.size();
}

std::optional<std::size_t> Connection::taken() const
{
  return m_head.chunked() ? std::nullopt : std::optional(m_head.size + m_bodyBytes);
}

bool Connection::hasUnreadBody() const
{
  if (m_bodyRead)
    return false;
  const auto length = m_head.header("Content-Length");
  return m_head.chunked() || (length && *length != "0");
}

void Connection::discardBody()
{
  if (lengthOf(m_head.header("Content-Length").value_or("0")) > kMaxDiscarded)
    return;
  const auto deadline = base::Steady::now() + kDiscardTime;
  const SocketWatch::Turn turn(m_watch, m_ends, deadline, SocketWatch::Way::Reading);
  std::array<char, 4096> block{};
  std::size_t total = 0;
  while (total < kMaxDiscarded && base::Steady::now() < deadline) {
    const int got = mg_read(m_connection, block.data(), block.size());
    if (got <= 0)
      return;
    total += static_cast<std::size_t>(got);
  }
}

} // namespace numeral::server
