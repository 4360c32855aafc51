#include "monitoring/server/http/RequestId.h"

#include <array>
#include <cstddef>

#include <sys/random.h>

namespace numeral::server {
namespace {

constexpr std::size_t kMaxLength = 128;
constexpr std::size_t kMaxPlace = 4; ///< of a file in a batch, with the hyphen
constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

bool isName(std::string_view text, std::size_t maxLength)
{
  return !text.empty() && text.size() <= maxLength && text.find_first_not_of(kAllowed) == std::string_view::npos;
}

/// Source: RFC 9562, version 4.
std::string uuid()
{
  std::array<unsigned char, 16> bytes{};
  (void)getrandom(bytes.data(), bytes.size(), 0); // so few bytes come whole or not at all, and then once, at boot
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      text += '-';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
  return text;
}

} // namespace

std::string requestId(std::optional<std::string_view> fromClient)
{
  return fromClient && isName(*fromClient, kMaxLength) ? std::string(*fromClient) : uuid();
}

bool isRequestId(std::string_view text) { return isName(text, kMaxLength + kMaxPlace); }

} // namespace numeral::server
