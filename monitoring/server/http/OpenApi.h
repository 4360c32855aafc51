/// The description of the routes for programs, made from the very table that dispatches.
#pragma once

#include <string>
#include <vector>

#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// As JSON. Routes of one port; the same path with a slash at its end is left out, and so is what has no operation.
/// Source: OpenAPI 3.1.0.
std::string openApi(const std::vector<Route>& routes, bool adminPort);

} // namespace numeral::server
