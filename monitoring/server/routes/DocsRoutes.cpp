#include "monitoring/server/routes/DocsRoutes.h"

#include <string>
#include <utility>

#include "monitoring/server/http/OpenApi.h"
#include "monitoring/server/routes/WebPage.h"

namespace numeral::server {
namespace {

constexpr const char* kLabel = "/docs";

constexpr const char* kDocumentOperation = R"({
  "summary": "This description", "tags": ["about"],
  "responses": {"200": {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}}}})";
constexpr const char* kPageOperation = R"({
  "summary": "Shows and tries every call, in a browser", "tags": ["about"],
  "responses": {"200": {"description": "a page", "content": {"text/html": {"schema": {"type": "string"}}}}}})";

Response document(const std::vector<Route>& routes, bool adminPort)
{
  Response response;
  response.body = openApi(routes, adminPort);
  response.headers = {{"Cache-Control", "no-cache"}};
  return response;
}

Route documentRoute(std::function<const std::vector<Route>&()> routes, bool adminPort)
{
  return {.method = "GET",
          .path = "/openapi.json",
          .label = kLabel,
          .handler = [routes = std::move(routes), adminPort](Request&) { return document(routes(), adminPort); },
          .onAdminPort = adminPort,
          .onDataPort = !adminPort,
          .operation = kDocumentOperation};
}

void add(std::vector<Route>& routes, std::string path, const StaticFile* file, std::string_view operation = {})
{
  if (file == nullptr)
    return;
  routes.push_back(fileRoute(std::move(path), kLabel, *file));
  routes.back().onAdminPort = true;
  routes.back().operation = operation;
}

} // namespace

std::vector<Route> docsRoutes(const std::function<const std::vector<Route>&()>& routes)
{
  std::vector<Route> made{documentRoute(routes, false), documentRoute(routes, true)};
  const auto ours = docsFiles();
  add(made, "/docs", findFile(ours, swaggerFiles().empty() ? "docs.html" : "swagger.html"), kPageOperation);
  add(made, "/docs/plain", findFile(ours, "docs.html"));
  for (const auto& file : ours)
    add(made, "/docs/" + std::string(file.name), &file);
  // The admin port has no drawing page to take these from.
  for (const char* name : {"page.css", "icon.svg"})
    add(made, "/docs/" + std::string(name), findFile(webFiles(), name));
  for (const auto& file : swaggerFiles())
    add(made, "/docs/" + std::string(file.name), &file);
  return made;
}

} // namespace numeral::server
