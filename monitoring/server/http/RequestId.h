/// Names for requests, so that answer, log and metrics of one request can be put together.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace numeral::server {

/// The client's own X-Request-Id if it is 1 to 128 of [A-Za-z0-9._-], else a random UUID.
std::string requestId(std::optional<std::string_view> fromClient);

/// Whether an answer can have had it: as above, with the place in a batch behind it ("ID-64").
bool isRequestId(std::string_view text);

} // namespace numeral::server
