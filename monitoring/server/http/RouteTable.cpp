#include "monitoring/server/http/RouteTable.h"

#include <algorithm>
#include <utility>

#include "monitoring/server/http/Problem.h"

namespace numeral::server {
namespace {

std::string_view takePart(std::string_view& path)
{
  const auto part = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(path.size(), part.size() + 1));
  return part;
}

/// Both begin with a slash. Fills `parameters` also where it ends with false.
bool matches(std::string_view pattern, std::string_view path, std::vector<std::string_view>& parameters)
{
  if (std::count(pattern.begin(), pattern.end(), '/') != std::count(path.begin(), path.end(), '/'))
    return false;
  while (!pattern.empty()) {
    const auto wanted = takePart(pattern);
    const auto part = takePart(path);
    if (wanted.starts_with('{') && !part.empty())
      parameters.push_back(part);
    else if (wanted != part)
      return false;
  }
  return path.empty();
}

/// What a prediction may meet that is no fault of its client's.
std::vector<metrics::Failure> serverFailures()
{
  using base::ErrorCode;
  std::vector<metrics::Failure> failures;
  for (const auto code : {ErrorCode::QueueFull, ErrorCode::NoModel, ErrorCode::ShuttingDown,
                          ErrorCode::DeadlineExceeded, ErrorCode::Internal})
    failures.push_back({statusOf(code), std::string(base::name(code))});
  return failures;
}

} // namespace

RouteTable::RouteTable(std::vector<Route> routes) : m_routes(std::move(routes))
{
  for (const auto& route : m_routes) {
    const auto known = std::find_if(m_endpoints.begin(), m_endpoints.end(), [&](const metrics::Endpoint& endpoint) {
      return endpoint.method == route.method && endpoint.path == route.label;
    });
    m_hasParts.push_back(route.path.find('{') != std::string::npos);
    m_endpointOf.push_back(static_cast<std::size_t>(known - m_endpoints.begin()));
    if (known == m_endpoints.end())
      m_endpoints.push_back({route.method, route.label, route.prediction,
                             route.prediction ? serverFailures() : std::vector<metrics::Failure>()});
  }
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path, bool adminPort) const
{
  Match match;
  for (std::size_t i = 0; i < m_routes.size(); ++i) {
    const auto& route = m_routes[i];
    std::vector<std::string_view> parameters;
    if (!(adminPort ? route.onAdminPort : route.onDataPort) ||
        !(m_hasParts[i] ? matches(route.path, path, parameters) : route.path == path))
      continue;
    if (route.method == method || (route.method == "GET" && method == "HEAD"))
      return {&route, m_endpointOf[i], {}, {}, std::move(parameters)};
    match.allow += (match.allow.empty() ? "" : ", ") + (route.method == "GET" ? "GET, HEAD" : route.method);
    match.label = route.label;
  }
  return match;
}

} // namespace numeral::server
