/// Addresses of clients and ranges of them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "monitoring/server/http/RequestHead.h"

namespace numeral::server {

/// Sixteen bytes; IPv4 stands in the place that IPv6 keeps for it (RFC 4291, section 2.5.5.2).
using IpAddress = std::array<std::uint8_t, 16>;

/// "127.0.0.1", "::1", also in brackets; nothing for anything else.
std::optional<IpAddress> parseIpAddress(std::string_view text);

class IpRange {
public:
  /// "10.0.0.0/8", "fd00::/8", or one address. Errors: InvalidArgument (says what was wrong).
  static base::Expected<IpRange> parse(std::string_view text);

  bool contains(const IpAddress& address) const noexcept;

private:
  IpRange(const IpAddress& first, int bits) : m_first(first), m_bits(bits) {}

  IpAddress m_first;
  int m_bits; ///< of the 128
};

bool contains(const std::vector<IpRange>& ranges, const IpAddress& address) noexcept;

/// Who asks: the other end of the connection, or where that is in `trusted`, the last one in X-Forwarded-For (else in
/// Forwarded) that is not. What a client itself writes there is never believed: it stands to the left of what the
/// gateway adds. Source: RFC 7239, section 5.2.
std::string clientOf(const RequestHead& head, const std::vector<IpRange>& trusted);

} // namespace numeral::server
