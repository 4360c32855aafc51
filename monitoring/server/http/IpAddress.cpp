#include "monitoring/server/http/IpAddress.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>

namespace numeral::server {
namespace {

constexpr int kBits = 128;
constexpr int kIpv4Bits = 32;
constexpr std::size_t kIpv4At = 12;

std::string_view trim(std::string_view text)
{
  const auto from = text.find_first_not_of(" \t\"");
  if (from == std::string_view::npos)
    return {};
  return text.substr(from, text.find_last_not_of(" \t\"") - from + 1);
}

/// "192.0.2.1:4711" and "[2001:db8::1]:4711", as RFC 7239 writes them.
std::string_view withoutPort(std::string_view text)
{
  if (text.starts_with('['))
    return text.substr(0, text.find(']') + 1);
  return std::count(text.begin(), text.end(), ':') == 1 ? text.substr(0, text.find(':')) : text;
}

/// `for=192.0.2.60;proto=http` to the address in it.
std::string_view forwardedFor(std::string_view element)
{
  while (!element.empty()) {
    const auto pair = element.substr(0, element.find(';'));
    element.remove_prefix(std::min(element.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && equalIgnoringCase(trim(pair.substr(0, equals)), "for"))
      return trim(pair.substr(equals + 1));
  }
  return {};
}

/// Every element of every header of that name, in order.
std::vector<std::string_view> listOf(const RequestHead& head, std::string_view name)
{
  std::vector<std::string_view> list;
  for (const auto& [other, value] : head.headers) {
    if (!equalIgnoringCase(other, name))
      continue;
    for (std::string_view rest = value; !rest.empty();) {
      const auto element = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), element.size() + 1));
      list.push_back(trim(element));
    }
  }
  return list;
}

std::vector<std::string_view> hops(const RequestHead& head)
{
  auto list = listOf(head, "X-Forwarded-For");
  if (!list.empty())
    return list;
  list = listOf(head, "Forwarded");
  std::transform(list.begin(), list.end(), list.begin(), forwardedFor);
  return list;
}

std::string textOf(const IpAddress& address)
{
  std::array<char, INET6_ADDRSTRLEN> text{};
  static constexpr IpAddress kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
  const bool isIpv4 = std::equal(kMapped.begin(), kMapped.begin() + kIpv4At, address.begin());
  inet_ntop(isIpv4 ? AF_INET : AF_INET6, address.data() + (isIpv4 ? kIpv4At : 0), text.data(), text.size());
  return text.data();
}

} // namespace

std::optional<IpAddress> parseIpAddress(std::string_view text)
{
  if (text.size() > 2 && text.starts_with('[') && text.ends_with(']'))
    text = text.substr(1, text.size() - 2);
  const std::string terminated(text);
  IpAddress address{};
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1)
    return address;
  address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
  if (inet_pton(AF_INET, terminated.c_str(), address.data() + kIpv4At) == 1)
    return address;
  return std::nullopt;
}

base::Expected<IpRange> IpRange::parse(std::string_view text)
{
  const auto slash = text.find('/');
  const auto first = text.substr(0, slash);
  const auto address = parseIpAddress(first);
  const bool isIpv4 = first.find(':') == std::string_view::npos;
  const int most = isIpv4 ? kIpv4Bits : kBits;
  int bits = most;
  bool good = address.has_value();
  if (slash != std::string_view::npos) {
    const auto length = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
    good = good && error == std::errc() && end == length.data() + length.size() && bits >= 0 && bits <= most;
  }
  if (!good)
    return base::failure(base::ErrorCode::InvalidArgument,
                         "'" + std::string(text) + "' is no address or range; use 10.0.0.0/8 or 192.0.2.7.");
  return IpRange(*address, isIpv4 ? bits + kBits - kIpv4Bits : bits);
}

bool IpRange::contains(const IpAddress& address) const noexcept
{
  constexpr int kByte = 8;
  for (int i = 0; i * kByte < m_bits; ++i) {
    const int shift = std::max(0, kByte - (m_bits - i * kByte));
    const auto place = static_cast<std::size_t>(i);
    if (address[place] >> shift != m_first[place] >> shift)
      return false;
  }
  return true;
}

bool contains(const std::vector<IpRange>& ranges, const IpAddress& address) noexcept
{
  return std::any_of(ranges.begin(), ranges.end(),
                     [&address](const IpRange& range) { return range.contains(address); });
}

std::string clientOf(const RequestHead& head, const std::vector<IpRange>& trusted)
{
  const auto peer = trusted.empty() ? std::nullopt : parseIpAddress(head.client);
  if (!peer || !contains(trusted, *peer))
    return std::string(head.client);
  IpAddress client = *peer;
  const auto list = hops(head);
  for (auto hop = list.rbegin(); hop != list.rend(); ++hop) {
    const auto address = parseIpAddress(withoutPort(*hop));
    if (!address) // "unknown", or a name that hides it: the last one known has to answer for it
      break;
    client = *address;
    if (!contains(trusted, client))
      break;
  }
  return textOf(client);
}

} // namespace numeral::server
