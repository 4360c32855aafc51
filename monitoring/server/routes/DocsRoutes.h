/// GET /openapi.json and /docs: what the server can be asked, for programs and for people.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "monitoring/server/routes/StaticFiles.h"

namespace numeral::server {

/// Every file of resources/web/docs.
std::span<const StaticFile> docsFiles();

/// Swagger UI; empty where it could not be had when this was built.
std::span<const StaticFile> swaggerFiles();

/// /docs is Swagger UI where it is there; /docs/plain is our own page always.
/// `routes` gives the whole table once it is there; it is asked at the first request.
std::vector<Route> docsRoutes(const std::function<const std::vector<Route>&()>& routes);

} // namespace numeral::server
