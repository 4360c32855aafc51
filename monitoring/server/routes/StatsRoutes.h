/// GET /api-stats, /model-stats and /system-info: the last minute and the machine, for dashboards without Prometheus.
#pragma once

#include <functional>
#include <vector>

#include "core/model/Store.h"
#include "core/report/HttpTraffic.h"
#include "core/report/System.h"
#include "core/report/Traffic.h"
#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// Asked on HTTP threads, many at once; none of them by a route that clients wait for.
struct Figures {
  std::function<report::Traffic()> engine = [] { return report::Traffic{}; };
  std::function<report::System()> system = [] { return report::System{}; };
};

/// All on both ports. `store` must outlive the routes.
std::vector<Route> statsRoutes(const model::Store& store, const Figures& figures,
                               std::function<report::HttpTraffic()> http);

} // namespace numeral::server
