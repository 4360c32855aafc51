/// GET /logging-status and /test-logging: where the log goes, and whether it gets there.
#pragma once

#include <vector>

#include "monitoring/logging/Log.h"
#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// Both on both ports. `log` must outlive the routes.
std::vector<Route> loggingRoutes(logging::Log& log);

} // namespace numeral::server
