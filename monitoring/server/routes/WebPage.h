/// The drawing page, compiled in from resources/web.
#pragma once

#include <span>
#include <vector>

#include "monitoring/server/routes/StaticFiles.h"

namespace numeral::server {

/// Every file of resources/web itself.
std::span<const StaticFile> webFiles();

/// `/` for index.html, `/page.css` for page.css and so on.
std::vector<Route> webRoutes();

} // namespace numeral::server
