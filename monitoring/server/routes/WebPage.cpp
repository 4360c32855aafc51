#include "monitoring/server/routes/WebPage.h"

#include <string>

namespace numeral::server {

std::vector<Route> webRoutes()
{
  std::vector<Route> routes;
  for (const auto& file : webFiles())
    routes.push_back(fileRoute(file.name == "index.html" ? "/" : "/" + std::string(file.name), "/", file));
  return routes;
}

} // namespace numeral::server
