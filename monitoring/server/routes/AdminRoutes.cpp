#include "monitoring/server/routes/AdminRoutes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "monitoring/server/http/JsonResponse.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/http/Query.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using base::failure;
using Json = nlohmann::json;

constexpr std::size_t kMaxBody = 4096;

constexpr const char* kReloadOperation = R"({
  "summary": "Load the model again, or another one below --models-dir", "tags": ["administration"],
  "description": "No request is lost: what is under way finishes on the model it began with. A model that cannot be used changes nothing.",
  "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"model_path": {"type": "string"}}}}}},
  "responses": {"200": {"description": "the model that serves now, and the one before"},
                "404": {"description": "no such model"}, "422": {"description": "a model that cannot be used"}}})";
constexpr const char* kLoadModelOperation = R"({
  "summary": "Load another model below --models-dir", "tags": ["administration"],
  "parameters": [{"name": "model_path", "in": "query", "required": true, "schema": {"type": "string"}}],
  "responses": {"200": {"description": "the model that serves now, and the one before"},
                "404": {"description": "no such model"}, "422": {"description": "a model that cannot be used"}}})";
constexpr const char* kLogLevelOperation = R"({
  "summary": "Log more or less", "tags": ["administration"],
  "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["level"],
    "properties": {"level": {"enum": ["trace", "debug", "info", "warning", "error", "off"]}}}}}},
  "responses": {"200": {"description": "the level, and the one before"}}})";
constexpr const char* kDrainOperation = R"({
  "summary": "Leave the rotation, or come back to it", "tags": ["administration"],
  "description": "/readyz turns 503 while requests go on being answered; `{\"draining\": false}` takes it back.",
  "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"draining": {"type": "boolean", "default": true}}}}}},
  "responses": {"200": {"description": "whether the server is draining"}}})";

/// An empty body is an empty object.
base::Expected<Json> objectOf(base::ByteSpan body)
{
  if (body.empty())
    return Json::object();
  auto json = body.size() > kMaxBody ? Json() : Json::parse(base::textOf(body), nullptr, false);
  if (!json.is_object())
    return failure(ErrorCode::InvalidArgument,
                   "The body is a JSON object of at most " + std::to_string(kMaxBody) + " bytes, or empty.");
  return json;
}

/// Nothing where the member is not there.
template <class T> base::Expected<std::optional<T>> member(const Json& object, const char* name, const char* kind)
{
  const auto found = object.find(name);
  if (found == object.end())
    return std::nullopt;
  if constexpr (std::is_same_v<T, bool>) {
    if (found->is_boolean())
      return found->get<bool>();
  } else if (found->is_string())
    return found->template get<std::string>();
  return failure(ErrorCode::InvalidArgument, "'" + std::string(name) + "' is " + kind + ".");
}

/// A model that cannot be used is the caller's mistake here, not the server's.
Problem loadProblem(const base::Error& error)
{
  if (error.code == ErrorCode::InvalidModel || error.code == ErrorCode::UnsupportedFormat)
    return problem(422, base::name(error.code), error.message);
  return problem(error);
}

Response load(const Controls& controls, const std::filesystem::path& path, const std::string& requestId)
{
  const auto change = controls.loadModel(path);
  if (!change)
    return toResponse(loadProblem(change.error()), requestId);
  Json previous;
  if (!change->previousName.empty())
    previous = {{"name", change->previousName}, {"version", change->previousVersion}};
  return jsonResponse({{"status", "loaded"},
                       {"model", {{"name", change->name}, {"version", change->version}, {"sha256", change->sha256}}},
                       {"previous", previous},
                       {"changed", change->changed}});
}

Response loadBelow(const Controls& controls, std::string_view asked, const std::string& requestId)
{
  const auto path = modelBelow(controls.modelsDir, asked);
  if (path)
    return load(controls, *path, requestId);
  if (path.error().code == ErrorCode::InvalidArgument)
    return toResponse(problem(403, "forbidden", path.error().message), requestId);
  return toResponse(problem(path.error()), requestId);
}

Response reload(const Controls& controls, Request& request)
{
  const auto body = objectOf(request.body);
  const auto path = body.and_then([](const Json& json) { return member<std::string>(json, "model_path", "a path"); });
  if (!path)
    return toResponse(problem(path.error()), request.id);
  return *path ? loadBelow(controls, **path, request.id) : load(controls, {}, request.id);
}

Response loadModel(const Controls& controls, Request& request)
{
  const auto query = parseQuery(request.head.query);
  if (!query)
    return toResponse(problem(query.error()), request.id);
  const auto path = query->find("model_path");
  if (path == query->end())
    return toResponse(problem(400, base::name(ErrorCode::InvalidArgument),
                              "Say which model: /load_model?model_path=NAME, below --models-dir."),
                      request.id);
  return loadBelow(controls, path->second, request.id);
}

Response logLevel(const Controls& controls, Request& request)
{
  const auto body = objectOf(request.body);
  const auto level = body.and_then([](const Json& json) { return member<std::string>(json, "level", "a word"); });
  if (!level)
    return toResponse(problem(level.error()), request.id);
  if (!*level)
    return toResponse(problem(400, base::name(ErrorCode::InvalidArgument), "Say which: {\"level\": \"debug\"}."),
                      request.id);
  const auto previous = controls.setLogLevel(**level);
  if (!previous)
    return toResponse(problem(previous.error()), request.id);
  return jsonResponse({{"level", **level}, {"previous", *previous}});
}

Response drain(const std::function<void(bool)>& setDraining, Request& request)
{
  const auto body = objectOf(request.body);
  const auto draining = body.and_then([](const Json& json) { return member<bool>(json, "draining", "true or false"); });
  if (!draining)
    return toResponse(problem(draining.error()), request.id);
  setDraining(draining->value_or(true));
  return jsonResponse({{"draining", draining->value_or(true)}});
}

} // namespace

base::Expected<std::filesystem::path> modelBelow(const std::filesystem::path& modelsDir, std::string_view asked)
{
  namespace fs = std::filesystem;
  if (modelsDir.empty())
    return failure(ErrorCode::InvalidArgument, "Clients may name no model here; --models-dir says where theirs lie.");
  std::error_code error;
  const auto folder = fs::canonical(modelsDir, error);
  if (error)
    return failure(ErrorCode::NotFound, "The folder of --models-dir cannot be looked into: " + error.message() + ".");
  if (asked.empty() || asked.find('\0') != std::string_view::npos)
    return failure(ErrorCode::InvalidArgument, "A model's path is not empty, and has no NUL.");
  const auto wanted = fs::weakly_canonical(folder / fs::path(asked), error);
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), wanted.begin(), wanted.end());
  if (error || end != folder.end())
    return failure(ErrorCode::InvalidArgument, "Only models below the folder of --models-dir may be loaded.");
  if (!fs::exists(wanted, error))
    return failure(ErrorCode::NotFound, "There is no model " + std::string(asked) + " below --models-dir.");
  return wanted;
}

std::vector<Route> adminRoutes(const Controls& controls, std::function<void(bool)> setDraining)
{
  const auto post = [](const char* path, const char* operation, Route::Handler handler) {
    return Route{.method = "POST",
                 .path = path,
                 .label = "/admin",
                 .handler = std::move(handler),
                 .onAdminPort = true,
                 .onDataPort = false,
                 .takesBody = true,
                 .access = Access::Key,
                 .operation = operation};
  };
  return {post("/admin/reload", kReloadOperation, [controls](Request& request) { return reload(controls, request); }),
          post("/admin/log-level", kLogLevelOperation,
               [controls](Request& request) { return logLevel(controls, request); }),
          post("/admin/drain", kDrainOperation,
               [setDraining = std::move(setDraining)](Request& request) { return drain(setDraining, request); }),
          {.method = "GET",
           .path = "/load_model",
           .label = "/admin",
           .handler = [controls](Request& request) { return loadModel(controls, request); },
           .onAdminPort = true,
           .access = Access::Key,
           .operation = kLoadModelOperation}};
}

} // namespace numeral::server
