#include "monitoring/server/http/RequestHead.h"

#include <algorithm>

namespace numeral::server {
namespace {

constexpr std::size_t kMaxHead = 16384;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Digits alone, and few enough not to overflow a long long.
bool isLength(std::string_view text)
{
  constexpr std::size_t kMaxDigits = 18;
  return !text.empty() && text.size() <= kMaxDigits && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool containsIgnoringCase(std::string_view text, std::string_view word)
{
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

} // namespace

std::string_view mediaType(std::string_view contentType)
{
  const auto type = contentType.substr(0, contentType.find(';'));
  return type.substr(0, type.find_last_not_of(' ') + 1);
}

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> RequestHead::header(std::string_view name) const
{
  for (const auto& [other, value] : headers)
    if (equalIgnoringCase(other, name))
      return value;
  return std::nullopt;
}

std::size_t RequestHead::count(std::string_view name) const
{
  return static_cast<std::size_t>(std::count_if(
      headers.begin(), headers.end(), [name](const Header& header) { return equalIgnoringCase(header.name, name); }));
}

bool RequestHead::wantsKeepAlive() const
{
  // As CivetWeb decides it, so that what we announce is what happens.
  const auto connection = header("Connection");
  return connection ? containsIgnoringCase(*connection, "keep-alive") : version == "1.1";
}

bool takesGzip(const RequestHead& head)
{
  auto codings = head.header("Accept-Encoding").value_or("");
  while (!codings.empty()) {
    auto coding = codings.substr(0, codings.find(','));
    codings.remove_prefix(std::min(codings.size(), coding.size() + 1));
    coding.remove_prefix(std::min(coding.size(), coding.find_first_not_of(' ')));
    if (equalIgnoringCase(coding.substr(0, coding.find_last_not_of(' ') + 1), "gzip"))
      return true;
  }
  return false;
}

std::optional<Problem> refuse(const RequestHead& head)
{
  const auto malformed = [](const char* detail) { return closing(problem(400, "malformed_request", detail)); };
  if (head.size > kMaxHead)
    return closing(problem(431, "head_too_large", "The request's head is longer than 16 KiB."));
  if (!head.wellFormed)
    return malformed("The request's head is malformed: lines end in CR LF, headers stand on one line each, "
                     "without a space before the colon, and there are at most 64.");
  if (head.count("Host") > 1 || (head.version == "1.1" && head.count("Host") == 0))
    return malformed("A request has one Host header.");
  if (head.count("Content-Length") > 1)
    return malformed("A request has one Content-Length at most.");
  if (head.chunked()) {
    if (head.count("Content-Length") != 0)
      return malformed("A request has either Content-Length or Transfer-Encoding.");
    if (head.count("Transfer-Encoding") > 1 || !equalIgnoringCase(*head.header("Transfer-Encoding"), "chunked") ||
        head.version != "1.1")
      return malformed("The only transfer encoding understood is chunked, of HTTP/1.1.");
  }
  if (const auto length = head.header("Content-Length"); length && !isLength(*length))
    return malformed("Content-Length is a number in digits.");
  if (const auto expect = head.header("Expect"); expect && !equalIgnoringCase(*expect, "100-continue"))
    return closing(problem(417, "expectation_failed", "The only expectation understood is 100-continue."));
  return std::nullopt;
}

} // namespace numeral::server
