/// GET /metrics, /health, /livez, /readyz and /version.
#pragma once

#include <functional>
#include <vector>

#include "core/model/Store.h"
#include "monitoring/metrics/Registry.h"
#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// All on both ports. `isDraining` is asked by /readyz and /health. The references must outlive the routes.
std::vector<Route> statusRoutes(const model::Store& store, const metrics::Registry& metrics,
                                std::function<bool()> isDraining);

} // namespace numeral::server
