/// The Open Inference Protocol, version 2, over HTTP: health, metadata and inference below /v2.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "core/model/Store.h"
#include "monitoring/server/http/RouteTable.h"
#include "monitoring/server/routes/EngineClient.h"

namespace numeral::server {

/// On the data port. `isDraining` is asked by what tells readiness. The references must outlive the routes.
std::vector<Route> inferenceRoutes(const model::Store& store, EngineClient& engine,
                                   const std::function<bool()>& isDraining);

/// Whether who asks there speaks the protocol, also where no route is.
bool isInferencePath(std::string_view path);

} // namespace numeral::server
