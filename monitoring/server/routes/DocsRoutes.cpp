#include "monitoring/server/routes/DocsRoutes.h"

#include <utility>

#include "monitoring/server/http/OpenApi.h"

namespace numeral::server {
namespace {

Response document(const std::vector<Route>& routes, bool adminPort)
{
  Response response;
  response.body = openApi(routes, adminPort);
  response.headers = {{"Cache-Control", "no-cache"}};
  return response;
}

} // namespace

std::vector<Route> docsRoutes(std::function<const std::vector<Route>&()> routes)
{
  constexpr const char* kOperation = R"({"summary": "This description", "tags": ["about"]})";
  const auto route = [&routes](bool adminPort) {
    return Route{.method = "GET",
                 .path = "/openapi.json",
                 .label = "/docs",
                 .handler = [routes, adminPort](Request&) { return document(routes(), adminPort); },
                 .onAdminPort = adminPort,
                 .onDataPort = !adminPort,
                 .operation = kOperation};
  };
  return {route(false), route(true)};
}

} // namespace numeral::server
