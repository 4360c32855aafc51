#include "monitoring/server/routes/StatusRoutes.h"

#include <utility>

#include <civetweb.h>
#include <nlohmann/json.hpp>

#include "core/base/Clock.h"
#include "core/base/Files.h"
#include "core/base/Version.h"
#include "core/image/Codec.h"
#include "core/model/TorchScriptModel.h"
#include "monitoring/server/http/Gzip.h"
#include "monitoring/server/http/JsonResponse.h"

namespace numeral::server {
namespace {

using Json = nlohmann::json;

constexpr const char* kMetricsOperation = R"({
  "summary": "Everything measured, for Prometheus", "tags": ["watching"],
  "responses": {"200": {"description": "Prometheus text format 0.0.4, as gzip where asked", "content": {"text/plain": {}}}}})";
constexpr const char* kHealthOperation = R"({
  "summary": "How the server is", "tags": ["health"],
  "description": "`cpu_usage` and `memory_usage` are percentages of the container's limits or, without one, of the host.",
  "responses": {"200": {"description": "well", "content": {"application/json": {}}},
                "503": {"description": "not ready; checks say why", "content": {"application/json": {}}}}})";
constexpr const char* kLiveOperation = R"({
  "summary": "Whether the process answers at all", "tags": ["health"],
  "responses": {"200": {"description": "it does", "content": {"application/json": {}}}}})";
constexpr const char* kReadyOperation = R"({
  "summary": "Whether requests should be sent here", "tags": ["health"],
  "parameters": [{"name": "draining", "in": "query", "schema": {"const": "404"},
                  "description": "404 instead of 503 while the server drains, which is how HAProxy (disable-on-404) is told that what is under way will still be answered"}],
  "responses": {"200": {"description": "yes", "content": {"application/json": {}}},
                "404": {"description": "no, it drains; with draining=404 alone", "content": {"application/json": {}}},
                "503": {"description": "no; checks say why", "content": {"application/json": {}}}}})";
constexpr const char* kVersionOperation = R"({
  "summary": "Version, revision, libraries, models", "tags": ["about"],
  "responses": {"200": {"description": "OK", "content": {"application/json": {}}}}})";

Response live() { return jsonResponse({{"status", "ok"}, {"timestamp", base::unixTime()}}); }

Json readiness(const model::Store& store, bool draining)
{
  const bool hasModel = store.find().has_value();
  return {
      {"status", hasModel && !draining ? "ok" : "unavailable"},
      {"timestamp", base::unixTime()},
      {"checks",
       {{"model", hasModel ? "ok" : "no model is loaded"}, {"accepting", draining ? "the server is stopping" : "ok"}}}};
}

Response ready(const Json& readiness)
{
  auto response = jsonResponse(readiness);
  if (readiness.at("status") != "ok") {
    response.status = 503;
    response.errorType = "not_ready";
  }
  return response;
}

/// Per cent; null where it cannot be read.
Json percent(const std::optional<double>& share)
{
  constexpr double kPercent = 100;
  return share ? Json(*share * kPercent) : Json();
}

Response health(Json readiness, const report::System& system)
{
  readiness["cpu_usage"] = percent(system.cpuUtilization);
  readiness["memory_usage"] = percent(system.memoryUtilization);
  return ready(readiness);
}

Response version(const model::Store& store)
{
  Json models = Json::array();
  for (const auto& bundle : store.all()) {
    const auto& manifest = bundle->manifest;
    models.push_back({{"name", manifest.name},
                      {"version", manifest.version},
                      {"task", manifest.task},
                      {"classes", manifest.classes},
                      {"input", {manifest.input.channels, manifest.input.height, manifest.input.width}},
                      {"parameters", manifest.parameters},
                      {"sha256", manifest.sha256},
                      {"device", bundle->device}});
  }
  const auto jsonVersion = std::to_string(NLOHMANN_JSON_VERSION_MAJOR) + "." +
                           std::to_string(NLOHMANN_JSON_VERSION_MINOR) + "." +
                           std::to_string(NLOHMANN_JSON_VERSION_PATCH);
  return jsonResponse({{"version", base::version()},
                       {"revision", base::revision()},
                       {"libraries",
                        {{"civetweb", mg_version()},
                         {"libtorch", model::torchVersion()},
                         {"nlohmann_json", jsonVersion},
                         {"opencv", image::codecVersion()}}},
                       {"models", models}});
}

Response metricsText(const metrics::Registry& metrics, const RequestHead& head)
{
  Response response;
  response.contentType = metrics::kTextFormat;
  response.headers = {{"Vary", "Accept-Encoding"}};
  response.body = metrics.text();
  if (takesGzip(head)) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = gzip(response.body);
  }
  return response;
}

} // namespace

std::vector<Route> statusRoutes(const model::Store& store, const metrics::Registry& metrics,
                                const std::function<bool()>& isDraining, std::function<report::System()> system)
{
  const auto route = [](const char* path, const char* label, const char* operation, Route::Handler handler) {
    return Route{.method = "GET",
                 .path = path,
                 .label = label,
                 .handler = std::move(handler),
                 .onAdminPort = true,
                 .operation = operation};
  };
  return {route("/metrics", "/metrics", kMetricsOperation,
                [&metrics](Request& request) { return metricsText(metrics, request.head); }),
          route("/health", "/health", kHealthOperation,
                [&store, isDraining, system = std::move(system)](Request&) {
                  return health(readiness(store, isDraining()), system());
                }),
          route("/livez", "/health", kLiveOperation, [](Request&) { return live(); }),
          route("/readyz", "/health", kReadyOperation,
                [&store, isDraining](Request& request) {
                  const bool draining = isDraining();
                  auto answer = ready(readiness(store, draining));
                  if (draining && request.head.query == "draining=404")
                    answer.status = 404;
                  return answer;
                }),
          route("/version", "other", kVersionOperation, [&store](Request&) { return version(store); })};
}

} // namespace numeral::server
