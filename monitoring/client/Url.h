/// Checks and builds the addresses that the client asks.
#pragma once

#include <string>
#include <string_view>

#include "core/base/Error.h"

namespace numeral::client {

/// "localhost:8000/" becomes "http://localhost:8000": a scheme is added, a slash at the end is dropped.
/// Errors: InvalidArgument (not http or https, no host, a query).
base::Expected<std::string> parseBaseUrl(const std::string& text);

/// As parseBaseUrl, but for one resource: path and query stay as they are.
base::Expected<std::string> parseUrl(const std::string& text);

/// Whether it names nothing on the server but its root.
bool hasNoPath(const std::string& url);

/// The address for messages and reports: without user and password.
std::string withoutPassword(const std::string& url);

/// Scheme, host and port alone, for messages: an address may hold a password.
std::string originOf(const std::string& url);

/// Percent-encodes everything that has a meaning in a query (RFC 3986).
std::string escapeQuery(std::string_view value);

} // namespace numeral::client
