/// Errors as HTTP tells them: RFC 9457, and the one table from errors to statuses.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/Error.h"
#include "monitoring/server/http/Response.h"

namespace numeral::server {

struct Problem {
  int status = 500;
  std::string_view type; ///< a word for metrics, of a fixed set: a literal or base::name() of an ErrorCode
  std::string detail;    ///< one sentence for people
  std::vector<std::pair<std::string, std::string>> headers;
  bool close = false; ///< the connection cannot be used any further
};

/// 400 for InvalidArgument and so on.
int statusOf(base::ErrorCode code) noexcept;

Problem problem(int status, std::string_view type, std::string detail);
/// With Retry-After where trying again helps.
Problem problem(const base::Error& error);
Problem closing(Problem problem);

/// The members of RFC 9457 as a JSON object, with `error` (the same words as `detail`), `code` and `request_id`.
std::string toJson(const Problem& problem, const std::string& requestId);

/// The same as application/problem+json.
Response toResponse(const Problem& problem, const std::string& requestId);

} // namespace numeral::server
