#include "monitoring/server/http/AccessLog.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <optional>
#include <utility>

namespace numeral::server {
namespace {

using logging::Level;

struct Word {
  std::string_view word;
  AccessMode mode;
};
constexpr std::array kWords{Word{"all", AccessMode::All}, Word{"sampled", AccessMode::Sampled},
                            Word{"errors", AccessMode::Errors}, Word{"off", AccessMode::Off}};

/// Of a head that could not be read.
std::string_view orDash(std::string_view text) { return text.empty() ? "-" : text; }

} // namespace

base::Expected<AccessMode> parseAccessMode(std::string_view word)
{
  for (const auto& known : kWords)
    if (known.word == word)
      return known.mode;
  return base::failure(base::ErrorCode::InvalidArgument,
                       "'" + std::string(word) + "' is no access log; use all, sampled, errors or off.");
}

AccessLog::AccessLog(logging::Log& log, AccessMode mode, base::SteadyNow now)
    : m_log(log), m_mode(mode), m_now(std::move(now)), m_second{m_now(), 0, 0, {}}
{
}

AccessLog::~AccessLog() { writeSummary(m_second); }

void AccessLog::note(const RequestHead& head, const metrics::Exchange& exchange, const std::string& requestId,
                     const TraceContext& trace)
{
  const auto level = levelOf(exchange.status);
  if (!m_log.showsDetail(level))
    return;
  std::array<char, 32> milliseconds{};
  std::snprintf(milliseconds.data(), milliseconds.size(), "%.3f ms", exchange.seconds * 1e3);
  const auto method = orDash(head.method);
  const auto path = orDash(head.path);
  const auto words = std::string(exchange.client) + " " + std::string(method) + " " + std::string(path) + " " +
                     std::to_string(exchange.status) + " " + milliseconds.data() + " " + requestId;
  const std::array fields{logging::Field{"request_id", requestId, true},
                          logging::Field{"trace_id", trace.traceId},
                          logging::Field{"client", exchange.client, true},
                          logging::Field{"method", method, true},
                          logging::Field{"path", path, true},
                          logging::Field{"status", std::int64_t{exchange.status}, true},
                          logging::Field{"seconds", exchange.seconds, true},
                          logging::Field{"bytes", static_cast<std::int64_t>(exchange.responseBytes)}};
  m_log.detail(level, words, fields);
}

Level AccessLog::levelOf(int status)
{
  const auto level = status >= 500 ? Level::Warning : Level::Info;
  switch (m_mode) {
  case AccessMode::All: return level;
  case AccessMode::Sampled: return hasRoom(status) ? level : Level::Debug;
  case AccessMode::Errors: return status >= 400 ? level : Level::Debug;
  case AccessMode::Off: break;
  }
  return Level::Debug;
}

bool AccessLog::hasRoom(int status)
{
  constexpr std::chrono::seconds kSecond{1};
  const auto now = m_now();
  std::optional<Second> over;
  bool room = false;
  {
    const std::lock_guard lock(m_mutex);
    if (now - m_second.began >= kSecond)
      over = std::exchange(m_second, {now, 0, 0, {}});
    auto& lines = status >= 500 ? m_second.errors : m_second.lines;
    room = ++lines <= kAccessLines;
    if (!room)
      ++m_second.leftOut[std::min(static_cast<std::size_t>(status) / 100, kClasses - 1)];
  }
  if (over)
    writeSummary(*over);
  return room;
}

void AccessLog::writeSummary(const Second& second)
{
  const auto all = std::accumulate(second.leftOut.begin(), second.leftOut.end(), std::uint64_t{0});
  if (all == 0)
    return;
  std::string words = std::to_string(all) + " more requests in a second:";
  for (std::size_t status = 0; status < kClasses; ++status)
    if (second.leftOut[status] > 0)
      words += " " + std::to_string(status) + "xx " + std::to_string(second.leftOut[status]);
  const std::array fields{logging::Field{"left_out", static_cast<std::int64_t>(all), true}};
  m_log.detail(Level::Info, words, fields);
}

} // namespace numeral::server
