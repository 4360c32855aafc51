#include "monitoring/server/RouteTable.h"

#include <algorithm>
#include <utility>

namespace numeral::server {

RouteTable::RouteTable(std::vector<Route> routes) : m_routes(std::move(routes))
{
  for (const auto& route : m_routes) {
    const auto known = std::find_if(m_endpoints.begin(), m_endpoints.end(), [&](const metrics::Endpoint& endpoint) {
      return endpoint.method == route.method && endpoint.path == route.label;
    });
    m_endpointOf.push_back(static_cast<std::size_t>(known - m_endpoints.begin()));
    if (known == m_endpoints.end())
      m_endpoints.push_back({route.method, route.label, route.prediction});
  }
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path, bool adminPort) const
{
  Match match;
  for (std::size_t i = 0; i < m_routes.size(); ++i) {
    const auto& route = m_routes[i];
    if (route.path != path || !(adminPort ? route.onAdminPort : route.onDataPort))
      continue;
    if (route.method == method || (route.method == "GET" && method == "HEAD"))
      return {&route, m_endpointOf[i], {}, {}};
    match.allow += (match.allow.empty() ? "" : ", ") + (route.method == "GET" ? "GET, HEAD" : route.method);
    match.label = route.label;
  }
  return match;
}

} // namespace numeral::server
