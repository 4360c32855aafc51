#include "monitoring/server/http/Problem.h"

#include "monitoring/server/http/JsonResponse.h"

namespace numeral::server {
namespace {

using base::ErrorCode;

constexpr const char* kRetryAfterSeconds = "1";

} // namespace

int statusOf(ErrorCode code) noexcept
{
  switch (code) {
  case ErrorCode::InvalidArgument: return 400;
  case ErrorCode::NotFound: return 404;
  case ErrorCode::TooManyBytes: return 413;
  case ErrorCode::UnsupportedFormat: return 415;
  case ErrorCode::UnusableImage:
  case ErrorCode::ImageTooLarge: return 422;
  case ErrorCode::QueueFull:
  case ErrorCode::NoModel:
  case ErrorCode::ShuttingDown:
  case ErrorCode::Cancelled: return 503;
  case ErrorCode::DeadlineExceeded: return 504;
  case ErrorCode::InvalidModel:
  case ErrorCode::AddressInUse:
  case ErrorCode::Io:
  case ErrorCode::Internal: return 500;
  }
  return 500;
}

Problem problem(int status, std::string_view type, std::string detail)
{
  Problem made{status, type, std::move(detail), {}, false};
  if (status == 503)
    made.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return made;
}

Problem problem(const base::Error& error)
{
  return problem(statusOf(error.code), base::name(error.code), error.message);
}

Problem closing(Problem problem)
{
  problem.close = true;
  return problem;
}

std::string toJson(const Problem& problem, const std::string& requestId)
{
  const nlohmann::json json{{"type", "about:blank"},    {"title", reason(problem.status)}, {"status", problem.status},
                            {"detail", problem.detail}, {"error", problem.detail},         {"code", problem.type},
                            {"request_id", requestId}};
  return jsonText(json);
}

Response toResponse(const Problem& problem, const std::string& requestId)
{
  Response response;
  response.status = problem.status;
  response.contentType = "application/problem+json";
  response.body = toJson(problem, requestId);
  response.headers = problem.headers;
  response.close = problem.close;
  response.errorType = problem.type;
  return response;
}

} // namespace numeral::server
