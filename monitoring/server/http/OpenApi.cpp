#include "monitoring/server/http/OpenApi.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <nlohmann/json.hpp>

#include "core/base/Version.h"
#include "monitoring/server/http/Response.h"

namespace numeral::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDescription =
    "Reads handwritten digits and numbers. Errors are application/problem+json (RFC 9457) with one sentence for people "
    "in `detail`; paths of the Open Inference Protocol send the same members as application/json. Times are seconds. "
    "Every answer carries X-Request-Id, which the log has too.";

constexpr const char* kSchemas = R"({
  "Problem": {
    "type": "object",
    "required": ["type", "title", "status", "detail", "error", "code", "request_id"],
    "properties": {
      "type": {"type": "string"},
      "title": {"type": "string"},
      "status": {"type": "integer"},
      "detail": {"type": "string", "description": "what, where, and what to do"},
      "error": {"type": "string", "description": "the same words"},
      "code": {"type": "string", "description": "one of a fixed set of words"},
      "request_id": {"type": "string"}
    }
  },
  "Verdict": {"type": "string", "enum": ["digit", "unsure", "not_a_digit", "empty"]},
  "Alternative": {
    "type": "object",
    "required": ["label", "confidence"],
    "properties": {"label": {"type": "string"}, "confidence": {"type": "number", "minimum": 0, "maximum": 1}}
  },
  "Item": {
    "type": "object",
    "required": ["confidence", "verdict", "probabilities", "ink"],
    "properties": {
      "digit": {"type": ["string", "null"]},
      "class": {"type": ["string", "null"]},
      "confidence": {"type": "number", "minimum": 0, "maximum": 1},
      "verdict": {"$ref": "#/components/schemas/Verdict"},
      "box": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4, "description": "x, y, width, height, in the input's units"},
      "ink": {"type": "object", "additionalProperties": {"type": "number"}},
      "probabilities": {"type": "array", "items": {"type": "number"}, "description": "one for each class"},
      "input": {"type": ["string", "null"], "contentEncoding": "base64", "contentMediaType": "image/png", "description": "what the model saw; only where asked for"}
    }
  },
  "Recognition": {
    "type": "object",
    "required": ["label", "text", "verdict", "confidence", "alternatives", "model", "device", "inference_time_seconds",
                 "processing_time_seconds", "timings", "timestamp", "request_id"],
    "properties": {
      "label": {"type": ["string", "null"], "description": "null: no digit there; of several rows of digits, the digits alone"},
      "digit": {"type": ["string", "null"], "description": "the label, of models that read digits"},
      "class": {"type": ["string", "null"], "description": "the label, of other models"},
      "text": {"type": ["string", "null"], "description": "left to right, rows parted by a line feed"},
      "verdict": {"$ref": "#/components/schemas/Verdict"},
      "confidence": {"type": "number", "minimum": 0, "maximum": 1},
      "alternatives": {"type": "array", "items": {"$ref": "#/components/schemas/Alternative"}},
      "probabilities": {"type": "array", "items": {"type": "number"}, "description": "of a single digit"},
      "digits": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
      "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}, "description": "of models that do not read digits"},
      "steps": {"type": "array", "items": {"type": "object"}, "description": "only where asked for"},
      "model": {"type": "object", "required": ["name", "version"], "properties": {
        "name": {"type": "string"}, "version": {"type": "string"}, "task": {"type": "string"},
        "classes": {"type": "array", "items": {"type": "string"}}}},
      "device": {"type": "string"},
      "inference_time_seconds": {"type": "number"},
      "processing_time_seconds": {"type": "number"},
      "timings": {"type": "object", "additionalProperties": {"type": "number"}},
      "timestamp": {"type": "number", "description": "Unix time"},
      "request_id": {"type": "string"}
    }
  }
})";

/// "{model}" and so on.
Json pathParameters(std::string_view path)
{
  Json parameters = Json::array();
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1))
    parameters.push_back({{"name", std::string(path.substr(open + 1, path.find('}', open) - open - 1))},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}}}});
  return parameters;
}

Json problemContent(ProblemStyle style)
{
  const char* type = style == ProblemStyle::Problem ? "application/problem+json" : "application/json";
  return {{type, {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}};
}

Json problemResponse(int status, ProblemStyle style)
{
  return {{"description", std::string(reason(status))}, {"content", problemContent(style)}};
}

/// What a route answers beside what it says itself.
std::vector<int> commonProblems(const Route& route)
{
  std::vector<int> statuses{400, 408, 431};
  if (route.takesBody)
    statuses.push_back(413);
  if (route.prediction)
    statuses.push_back(411);
  if (isOpenWork(route) || route.access == Access::KeyOrOnceAMinute)
    statuses.push_back(429);
  if (route.access == Access::Key)
    statuses.insert(statuses.end(), {401, 403});
  if (!route.whileDraining)
    statuses.push_back(503);
  return statuses;
}

/// "postPredictBatch"
std::string operationId(const Route& route)
{
  std::string id;
  for (const char c : route.method)
    id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  bool start = true;
  for (const char c : route.path) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      start = true;
      continue;
    }
    id += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    start = false;
  }
  return id;
}

Json operationOf(const Route& route)
{
  auto operation = Json::parse(route.operation);
  operation["operationId"] = operationId(route);
  auto parameters = pathParameters(route.path);
  for (auto& own : operation.value("parameters", Json::array()))
    parameters.push_back(own);
  if (!parameters.empty())
    operation["parameters"] = parameters;
  auto& responses = operation["responses"];
  if (responses.is_null())
    responses = {{"200", {{"description", "OK"}}}};
  for (auto& [status, response] : responses.items())
    if ((status.starts_with('4') || status.starts_with('5')) && !response.contains("content"))
      response["content"] = problemContent(route.problems);
  for (const int status : commonProblems(route))
    if (!responses.contains(std::to_string(status)))
      responses[std::to_string(status)] = problemResponse(status, route.problems);
  if (route.access != Access::Everyone)
    operation["security"] = {{{"key", Json::array()}}, {{"bearer", Json::array()}}};
  if (route.access == Access::KeyOrOnceAMinute)
    operation["security"].push_back(Json::object());
  return operation;
}

} // namespace

std::string openApi(const std::vector<Route>& routes, bool adminPort)
{
  Json paths = Json::object();
  for (const auto& route : routes) {
    const bool again = route.path.size() > 1 && route.path.ends_with('/');
    if (route.operation.empty() || again || !(adminPort ? route.onAdminPort : route.onDataPort))
      continue;
    std::string method = route.method;
    std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return std::tolower(c); });
    paths[route.path][method] = operationOf(route);
  }
  const Json document{{"openapi", "3.1.0"},
                      {"info", {{"title", "Numeral"}, {"version", base::version()}, {"description", kDescription}}},
                      {"servers", {{{"url", "/"}}}},
                      {"paths", paths},
                      {"components",
                       {{"schemas", Json::parse(kSchemas)},
                        {"securitySchemes",
                         {{"key", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-API-Key"}}},
                          {"bearer", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
  return document.dump();
}

} // namespace numeral::server
