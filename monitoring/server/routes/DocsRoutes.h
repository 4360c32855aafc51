/// GET /openapi.json: what the server can be asked, for people and for programs.
#pragma once

#include <functional>
#include <vector>

#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// `routes` gives the whole table once it is there; it is asked at the first request.
std::vector<Route> docsRoutes(std::function<const std::vector<Route>&()> routes);

} // namespace numeral::server
