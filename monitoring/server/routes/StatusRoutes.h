/// GET /metrics, /health, /livez, /readyz and /version.
#pragma once

#include <functional>
#include <vector>

#include "core/model/Store.h"
#include "core/report/System.h"
#include "monitoring/metrics/Registry.h"
#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// All on both ports. `isDraining` is asked by /readyz and /health, `system` by /health. The references must outlive
/// the routes.
std::vector<Route> statusRoutes(const model::Store& store, const metrics::Registry& metrics,
                                const std::function<bool()>& isDraining, std::function<report::System()> system);

} // namespace numeral::server
