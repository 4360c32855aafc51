#include "monitoring/client/MailText.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <random>

#include "core/base/Files.h"
#include "core/json/Base64.h"

namespace numeral::client {
namespace {

constexpr unsigned char kDelete = 0x7f;

bool continuesCharacter(char c)
{
  constexpr unsigned kMask = 0xc0;
  constexpr unsigned kContinuation = 0x80;
  return (static_cast<unsigned char>(c) & kMask) == kContinuation;
}

} // namespace

std::string mailDate(double unixTime)
{
  // Not strftime: its names of days and months are those of the locale.
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr int kFirstYear = 1900;
  const auto seconds = static_cast<std::time_t>(unixTime);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %d %02d:%02d:%02d +0000",
                kDays[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                kMonths[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + kFirstYear, parts.tm_hour,
                parts.tm_min, parts.tm_sec);
  return text.data();
}

std::string messageId(const std::string& from)
{
  constexpr int kWords = 4;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::random_device random;
  std::string id = "<";
  for (int i = 0; i < kWords; ++i)
    for (std::uint32_t word = random(), digit = 0; digit < 8; ++digit, word >>= 4)
      id += kHex[word & 15];
  return id + from.substr(std::min(from.find('@'), from.size())) + ">";
}

std::string encodedSubject(std::string_view subject)
{
  constexpr std::size_t kLongestPlain = 900; // RFC 5322, section 2.1.1: 998 with the header's name
  constexpr std::size_t kChunk = 42;         // bytes; RFC 2047, section 2: 75 characters for an encoded word
  const bool plain = std::all_of(subject.begin(), subject.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
  if (plain && subject.size() <= kLongestPlain && subject.find("=?") == std::string_view::npos)
    return std::string(subject);
  std::string encoded;
  while (!subject.empty()) {
    std::size_t length = std::min(kChunk, subject.size());
    while (length > 1 && length < subject.size() && continuesCharacter(subject[length]))
      --length; // a word holds whole characters
    encoded += (encoded.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
               json::encodeBase64(base::bytesOf(subject.substr(0, length))) + "?=";
    subject.remove_prefix(length);
  }
  return encoded;
}

bool holdsControl(std::string_view text)
{
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) == kDelete;
  });
}

std::string withCrLf(std::string_view text)
{
  std::string lines;
  for (const char c : text) {
    if (c == '\r')
      continue;
    if (c == '\n')
      lines += '\r';
    lines += c;
  }
  return lines;
}

} // namespace numeral::client
