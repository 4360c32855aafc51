#include "monitoring/server/http/TraceContext.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <sys/random.h>

namespace numeral::server {
namespace {

constexpr std::string_view kHex = "0123456789abcdef"; // in lower case only
constexpr std::size_t kTraceBytes = 16;
constexpr std::size_t kSpanBytes = 8;

bool isHex(std::string_view text) { return text.find_first_not_of(kHex) == std::string_view::npos; }

bool isId(std::string_view text) { return isHex(text) && text.find_first_not_of('0') != std::string_view::npos; }

template <std::size_t Bytes> std::string randomDigits()
{
  std::array<unsigned char, Bytes> bytes{};
  (void)getrandom(bytes.data(), bytes.size(), 0); // so few bytes come whole or not at all, and then once, at boot
  std::string digits;
  digits.reserve(2 * Bytes);
  for (const auto byte : bytes) {
    digits += kHex[byte >> 4];
    digits += kHex[byte & 15];
  }
  return digits;
}

struct Caller {
  std::string_view traceId;
  std::string_view spanId;
  bool records = false;
};

/// "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"; later versions may go on behind a hyphen.
std::optional<Caller> parse(std::string_view text)
{
  constexpr std::size_t kLength = 55;
  constexpr std::size_t kTrace = 3;
  constexpr std::size_t kSpan = 36;
  constexpr std::size_t kFlags = 53;
  if (text.size() < kLength || text[kTrace - 1] != '-' || text[kSpan - 1] != '-' || text[kFlags - 1] != '-')
    return std::nullopt;
  const auto version = text.substr(0, 2);
  const auto flags = text.substr(kFlags, 2);
  if (!isHex(version) || version == "ff" || !isHex(flags))
    return std::nullopt;
  if (text.size() > kLength && (version == "00" || text[kLength] != '-'))
    return std::nullopt;
  const Caller caller{text.substr(kTrace, 2 * kTraceBytes), text.substr(kSpan, 2 * kSpanBytes),
                      kHex.find(flags[1]) % 2 == 1};
  if (!isId(caller.traceId) || !isId(caller.spanId))
    return std::nullopt;
  return caller;
}

std::optional<Caller> callerOf(const RequestHead& head)
{
  constexpr std::string_view kName = "traceparent";
  const auto text = head.header(kName);
  if (!text || head.count(kName) != 1)
    return std::nullopt;
  return parse(*text);
}

} // namespace

std::string TraceContext::header(bool recorded) const
{
  return "00-" + traceId + "-" + spanId + (recorded ? "-01" : "-00");
}

std::string newSpanId() { return randomDigits<kSpanBytes>(); }

TraceContext traceContext(const RequestHead& head)
{
  TraceContext context;
  context.spanId = newSpanId();
  if (const auto caller = callerOf(head)) {
    context.traceId = caller->traceId;
    context.parentSpanId = caller->spanId;
    context.wanted = caller->records;
  } else {
    context.traceId = randomDigits<kTraceBytes>();
  }
  return context;
}

} // namespace numeral::server
