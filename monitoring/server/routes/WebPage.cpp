#include "monitoring/server/routes/WebPage.h"

#include <array>
#include <string>
#include <utility>

#include "core/base/Sha256.h"

namespace numeral::server {
namespace {

constexpr const char* kPolicy =
    "default-src 'self'; script-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'none'";

std::string contentType(std::string_view name)
{
  constexpr std::array<std::pair<std::string_view, const char*>, 4> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".svg", "image/svg+xml"},
  }};
  for (const auto& [ending, type] : kTypes)
    if (name.ends_with(ending))
      return type;
  return "application/octet-stream";
}

Route::Handler serve(const WebFile& file)
{
  const auto tag = "\"" + base::sha256(file.bytes).substr(0, 16) + "\"";
  return [file, tag, type = contentType(file.name)](Request& request) {
    Response response;
    response.contentType = type;
    // A browser keeps the file and asks whether it is still the same, so that an update shows at once.
    response.headers = {{"Cache-Control", "no-cache"}, {"ETag", tag}, {"Content-Security-Policy", kPolicy}};
    if (request.head.header("If-None-Match") == tag)
      response.status = 304;
    else
      response.body = base::textOf(file.bytes);
    return response;
  };
}

} // namespace

std::vector<Route> webRoutes()
{
  std::vector<Route> routes;
  for (const auto& file : webFiles())
    routes.push_back({.method = "GET",
                      .path = file.name == "index.html" ? "/" : "/" + std::string(file.name),
                      .label = "/",
                      .handler = serve(file)});
  return routes;
}

} // namespace numeral::server
