#include "monitoring/server/inference/InferenceRoutes.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "monitoring/server/http/JsonResponse.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/http/Query.h"
#include "monitoring/server/inference/InferRequest.h"
#include "monitoring/server/inference/InferResponse.h"
#include "monitoring/server/inference/ModelMetadata.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using base::failure;
using Json = nlohmann::ordered_json;
using BundlePtr = std::shared_ptr<const model::Bundle>;

/// Items of one request that are with the engine at once, so that no request fills its queue alone.
constexpr std::size_t kWave = 32;
constexpr std::size_t kMaxIndexBody = 4096;

constexpr const char* kServerOperation = R"({
  "summary": "Name, version and extensions of the server", "tags": ["inference protocol"],
  "responses": {"200": {"description": "OK", "content": {"application/json": {}}}}})";
constexpr const char* kLiveOperation = R"({
  "summary": "Whether the server answers at all", "tags": ["inference protocol"],
  "responses": {"200": {"description": "it does", "content": {"application/json": {}}}}})";
constexpr const char* kReadyOperation = R"({
  "summary": "Whether inference requests should be sent here", "tags": ["inference protocol"],
  "responses": {"200": {"description": "yes", "content": {"application/json": {}}},
                "503": {"description": "no model is loaded, or the server is stopping", "content": {"application/json": {}}}}})";
constexpr const char* kModelOperation = R"({
  "summary": "The model's inputs and outputs", "tags": ["inference protocol"],
  "responses": {"200": {"description": "OK", "content": {"application/json": {}}},
                "404": {"description": "no model of that name and version"},
                "503": {"description": "no model is loaded"}}})";
constexpr const char* kModelReadyOperation = R"({
  "summary": "Whether the model can be asked", "tags": ["inference protocol"],
  "responses": {"200": {"description": "yes", "content": {"application/json": {}}},
                "404": {"description": "no model of that name and version"},
                "503": {"description": "no model is loaded, or the server is stopping", "content": {"application/json": {}}}}})";
constexpr const char* kIndexOperation = R"({
  "summary": "The models that are loaded", "tags": ["inference protocol"],
  "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"ready": {"type": "boolean"}}}, "example": {"ready": true}}}},
  "responses": {"200": {"description": "name, version, state and reason of each", "content": {"application/json": {}}}}})";
constexpr const char* kInferOperation = R"({
  "summary": "Infer from tensors or images", "tags": ["inference protocol"],
  "description": "Up to 256 items: `input` (FP32 or UINT8, as the model's metadata says) or `image` (BYTES: PNG or JPEG files, in JSON as base64). Tensors may follow the JSON as binary data; Inference-Header-Content-Length is then the length of the JSON.",
  "parameters": [{"name": "Inference-Header-Content-Length", "in": "header", "schema": {"type": "integer"}, "description": "bytes of JSON, where tensors follow it"}],
  "requestBody": {"required": true, "content": {
    "application/json": {
      "schema": {"type": "object", "required": ["inputs"], "properties": {
        "id": {"type": "string"},
        "parameters": {"type": "object", "properties": {"binary_data_output": {"type": "boolean"}, "timeout": {"type": "integer", "description": "microseconds"}}},
        "inputs": {"type": "array", "minItems": 1, "maxItems": 1, "items": {"type": "object", "required": ["name", "shape", "datatype"], "properties": {
          "name": {"type": "string", "enum": ["input", "image"]},
          "shape": {"type": "array", "items": {"type": "integer"}},
          "datatype": {"type": "string", "enum": ["FP32", "UINT8", "BYTES"]},
          "parameters": {"type": "object"},
          "data": {"type": "array"}}}},
        "outputs": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {
          "name": {"type": "string", "enum": ["probabilities", "label", "confidence", "verdict"]},
          "parameters": {"type": "object", "properties": {"binary_data": {"type": "boolean"}, "classification": {"type": "integer"}}}}}}}},
      "example": {"inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": ["<base64>"]}], "outputs": [{"name": "label"}]}},
    "application/octet-stream": {}}},
  "responses": {
    "200": {"description": "the outputs that were asked for, or all", "content": {"application/json": {}, "application/octet-stream": {}}},
    "404": {"description": "no model of that name and version"},
    "415": {"description": "no accepted image type, or a compressed body"},
    "422": {"description": "an image that cannot be used"},
    "504": {"description": "no answer in time"}}})";

Response failed(const base::Error& error, const Request& request) { return toResponse(problem(error), request.id); }

/// The model that the path names, {model} and perhaps {version}.
base::Expected<BundlePtr> findModel(const model::Store& store, const Request& request)
{
  const auto name = decodePercent(request.parameters.at(0));
  if (!name)
    return tl::unexpected(name.error());
  auto bundle = store.find(*name);
  if (!bundle || request.parameters.size() == 1)
    return bundle;
  const auto version = decodePercent(request.parameters.at(1));
  if (!version)
    return tl::unexpected(version.error());
  const auto& loaded = (*bundle)->manifest.version;
  if (*version != loaded)
    return failure(ErrorCode::NotFound,
                   "The model '" + *name + "' is loaded in version " + loaded + ", not '" + *version + "'.");
  return bundle;
}

Response unready(const std::string& why)
{
  auto response = jsonResponse({{"ready", false}, {"error", why}});
  response.status = 503;
  response.errorType = "not_ready";
  return response;
}

constexpr const char* kStopping = "The server is stopping.";

Response serverReady(const model::Store& store, bool draining)
{
  if (draining)
    return unready(kStopping);
  if (const auto model = store.find(); !model)
    return unready(model.error().message);
  return jsonResponse({{"ready", true}});
}

Response modelReady(const model::Store& store, bool draining, const Request& request)
{
  const auto bundle = findModel(store, request);
  if (!bundle && bundle.error().code != ErrorCode::NoModel)
    return failed(bundle.error(), request);
  if (!bundle || draining)
    return unready(bundle ? kStopping : bundle.error().message);
  return jsonResponse({{"name", (*bundle)->manifest.name}, {"ready", true}});
}

Response metadata(const model::Store& store, const Request& request)
{
  const auto bundle = findModel(store, request);
  return bundle ? jsonTextResponse(modelMetadata((*bundle)->manifest)) : failed(bundle.error(), request);
}

/// Everything that is loaded is ready, so `ready` leaves nothing out.
Response index(const model::Store& store, const Request& request)
{
  const auto text = base::textOf(request.body);
  const auto asked = text.empty() ? Json::object() : Json::parse(text.substr(0, kMaxIndexBody), nullptr, false);
  if (!asked.is_object() || (asked.contains("ready") && !asked.at("ready").is_boolean()))
    return failed({ErrorCode::InvalidArgument, "The body is empty or an object such as {\"ready\": true}.", {}},
                  request);
  Json models = Json::array();
  for (const auto& bundle : store.all())
    models.push_back(
        {{"name", bundle->manifest.name}, {"version", bundle->manifest.version}, {"state", "READY"}, {"reason", ""}});
  return jsonResponse(models);
}

struct Answers {
  std::vector<engine::Recognition> recognitions;
  double inferenceSeconds = 0;
};

base::Error ofItem(base::Error error, std::size_t index, std::size_t count)
{
  if (count > 1)
    error.message = "Item " + std::to_string(index) + " (from 0 on): " + error.message;
  return error;
}

base::Expected<Answers> ask(EngineClient& engine, std::vector<engine::Input> items, const engine::Options& options)
{
  Answers answers;
  for (std::size_t from = 0; from < items.size(); from += kWave) {
    const auto begin = items.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(kWave, items.size() - from));
    double slowest = 0;
    for (auto& result : engine.askAll({std::make_move_iterator(begin), std::make_move_iterator(end)}, options)) {
      if (!result)
        return tl::unexpected(ofItem(result.error(), answers.recognitions.size(), items.size()));
      slowest = std::max(slowest, result->times.forward);
      answers.recognitions.push_back(std::move(*result));
    }
    answers.inferenceSeconds += slowest;
  }
  return answers;
}

/// `microseconds` from now on, where that is earlier; 0 is no limit.
base::TimePoint shortened(base::TimePoint deadline, std::uint64_t microseconds)
{
  const auto now = base::Steady::now();
  const auto left = std::chrono::duration_cast<std::chrono::microseconds>(deadline - now).count();
  if (microseconds == 0 || left <= 0 || microseconds >= static_cast<std::uint64_t>(left))
    return deadline;
  return now + std::chrono::microseconds(microseconds);
}

Response refuseCoding(const Request& request, std::string_view coding)
{
  auto refused = problem(415, base::name(ErrorCode::UnsupportedFormat),
                         "The Content-Encoding '" + std::string(coding) +
                             "' is not understood; send the request without compression.");
  refused.headers.emplace_back("Accept-Encoding", "identity");
  return toResponse(refused, request.id);
}

Response infer(const model::Store& store, EngineClient& engine, Request& request)
{
  if (const auto coding = request.head.header("Content-Encoding"); coding && !equalIgnoringCase(*coding, "identity"))
    return refuseCoding(request, *coding);
  if (request.head.count("Inference-Header-Content-Length") > 1)
    return failed({ErrorCode::InvalidArgument, "A request has one Inference-Header-Content-Length at most.", {}},
                  request);
  const auto bundle = findModel(store, request);
  if (!bundle)
    return failed(bundle.error(), request);
  const auto& manifest = (*bundle)->manifest;
  auto asked = parseInferRequest(request.body, request.head.header("Inference-Header-Content-Length"), manifest);
  if (!asked)
    return failed(asked.error(), request);

  engine::Options options;
  options.lane = engine::Lane::Http;
  options.bundle = *bundle;
  options.requestId = request.id;
  options.deadline = shortened(request.deadline, asked->timeout);
  options.topK = 0;
  const auto answers = ask(engine, std::move(asked->items), options);
  if (!answers)
    return failed(answers.error(), request);
  auto response = inferResponse(*asked, manifest, answers->recognitions);
  response.inferenceSeconds = answers->inferenceSeconds;
  const auto& slowest = *std::max_element(
      answers->recognitions.begin(), answers->recognitions.end(),
      [](const engine::Recognition& a, const engine::Recognition& b) { return a.times.total < b.times.total; });
  response.stages = Stages{slowest.times, slowest.timestamp};
  return response;
}

/// The path, and the same with a version in it where it names a model.
std::vector<std::string> withVersion(const std::string& end)
{
  return {"/v2/models/{model}" + end, "/v2/models/{model}/versions/{version}" + end};
}

Route makeRoute(const char* method, std::string path, const char* operation, Route::Handler handler)
{
  return {.method = method,
          .path = std::move(path),
          .label = "/v2",
          .handler = std::move(handler),
          .problems = ProblemStyle::Inference,
          .operation = operation};
}

} // namespace

std::vector<Route> inferenceRoutes(const model::Store& store, EngineClient& engine,
                                   const std::function<bool()>& isDraining)
{
  std::vector<Route> routes;
  // First of those that share the label: it decides that metrics count their clients.
  for (auto& path : withVersion("/infer")) {
    auto& route = routes.emplace_back(makeRoute(
        "POST", path, kInferOperation, [&store, &engine](Request& request) { return infer(store, engine, request); }));
    route.takesBody = true;
    route.whileDraining = false;
    route.prediction = true;
  }
  routes
      .emplace_back(makeRoute("POST", "/v2/repository/index", kIndexOperation,
                              [&store](Request& request) { return index(store, request); }))
      .takesBody = true;
  routes.push_back(
      makeRoute("GET", "/v2", kServerOperation, [](Request&) { return jsonTextResponse(serverMetadata()); }));
  routes.push_back(makeRoute("GET", "/v2/health/live", kLiveOperation, [](Request&) {
    return jsonResponse({{"live", true}});
  }));
  routes.push_back(makeRoute("GET", "/v2/health/ready", kReadyOperation,
                             [&store, isDraining](Request&) { return serverReady(store, isDraining()); }));
  for (auto& path : withVersion(""))
    routes.push_back(
        makeRoute("GET", path, kModelOperation, [&store](Request& request) { return metadata(store, request); }));
  for (auto& path : withVersion("/ready"))
    routes.push_back(makeRoute("GET", path, kModelReadyOperation, [&store, isDraining](Request& request) {
      return modelReady(store, isDraining(), request);
    }));
  return routes;
}

bool isInferencePath(std::string_view path) { return path == "/v2" || path.starts_with("/v2/"); }

} // namespace numeral::server
