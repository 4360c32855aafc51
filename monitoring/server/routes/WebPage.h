/// The drawing page, compiled in from resources/web.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

struct WebFile {
  std::string_view name; ///< "index.html"
  std::span<const std::uint8_t> bytes;
};

/// Every file of resources/web.
std::span<const WebFile> webFiles();

/// `/` for index.html, `/page.css` for page.css and so on.
std::vector<Route> webRoutes();

} // namespace numeral::server
