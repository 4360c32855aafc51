#include "monitoring/server/routes/BatchRoute.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/Clock.h"
#include "core/json/RecognitionJson.h"
#include "monitoring/server/http/JsonResponse.h"
#include "monitoring/server/http/Multipart.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/routes/PredictOptions.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using base::failure;
using Json = nlohmann::json;

/// Files and whatever else the form has; more files than allowed are counted up to here, so that the words fit.
constexpr std::size_t kMaxBatchParts = 4 * kMaxBatchFiles;

/// Steps are pictures as large as what was sent: so many requests at once may hold theirs.
constexpr std::size_t kAtOnceWithSteps = 4;

const std::string kOperation = R"({
  "summary": "Read up to 64 images at once",
  "description": "Images as form fields `file` or `files`, any number of each. One that cannot be read does not disturb the others. Each answer has a `request_id` of its own: the batch's, a hyphen, and its place from 1.",
  "tags": ["reading"],
  "parameters": )" + std::string(kPredictParameters) +
                               R"(,
  "requestBody": {"required": true, "content": {
    "multipart/form-data": {"schema": {"type": "object", "properties": {"files": {"type": "array", "maxItems": 64, "items": {"type": "string", "contentMediaType": "application/octet-stream"}}}}}}},
  "responses": {
    "200": {"description": "an entry for each file, in order", "content": {"application/json": {"schema": {
      "type": "object",
      "required": ["results", "succeeded", "failed", "processing_time_seconds", "timestamp", "request_id"],
      "properties": {
        "results": {"type": "array", "items": {"oneOf": [
          {"allOf": [{"$ref": "#/components/schemas/Recognition"},
                     {"type": "object", "required": ["file"], "properties": {"file": {"type": "string"}}}]},
          {"type": "object", "required": ["file", "problem"], "properties": {
            "file": {"type": "string"}, "problem": {"$ref": "#/components/schemas/Problem"}}}]}},
        "succeeded": {"type": "integer"},
        "failed": {"type": "integer"},
        "processing_time_seconds": {"type": "number"},
        "timestamp": {"type": "number", "description": "Unix time"},
        "request_id": {"type": "string"}}}}}},
    "404": {"description": "no model of that name"},
    "415": {"description": "not multipart/form-data"},
    "503": {"description": "the engine had room for none of the files"}}})";

/// What was sent, each file in the form that the engine takes over.
struct Files {
  std::vector<std::string> names;
  std::vector<engine::Input> inputs;
};

base::Expected<Files> filesOf(base::ByteSpan body, std::string_view contentType)
{
  const auto type = mediaType(contentType);
  if (!equalIgnoringCase(type, "multipart/form-data"))
    return failure(ErrorCode::UnsupportedFormat, "Content-Type '" + std::string(type) +
                                                     "' is not understood. A batch is multipart/form-data with the "
                                                     "images as fields 'file' or 'files'.");
  auto parts = parseMultipart(body, contentType, kMaxBatchParts);
  if (!parts)
    return tl::unexpected(parts.error());
  std::erase_if(*parts, [](const Part& part) { return part.name != "file" && part.name != "files"; });
  if (parts->empty())
    return failure(ErrorCode::InvalidArgument, "The form has no field 'file' or 'files' with an image.");
  if (parts->size() > kMaxBatchFiles)
    return failure(ErrorCode::InvalidArgument, "The form has " + std::to_string(parts->size()) +
                                                   " files; a batch takes " + std::to_string(kMaxBatchFiles) +
                                                   " at most. Send the rest in another.");
  Files files;
  for (auto& part : *parts) {
    files.names.push_back(std::move(part.filename));
    files.inputs.push_back(engine::EncodedImage{base::Bytes(part.content.begin(), part.content.end())});
  }
  return files;
}

/// Each stage's time in the file that took longest in it: the files went through together.
engine::StageTimes longest(const engine::StageTimes& a, const engine::StageTimes& b)
{
  return {std::max(a.queue, b.queue),     std::max(a.decode, b.decode),           std::max(a.preprocess, b.preprocess),
          std::max(a.forward, b.forward), std::max(a.postprocess, b.postprocess), std::max(a.total, b.total)};
}

/// The answer as it grows, file by file.
class Results {
public:
  Results(const engine::Options& options) : m_write{.input = options.keepInput || options.keepSteps} {}

  void add(const std::string& file, const std::string& id, engine::Result result)
  {
    m_text += m_text.empty() ? "" : ",";
    if (!result) {
      ++m_failed;
      m_text += R"({"file":)" + jsonText(Json(file)) + R"(,"problem":)" + toJson(problem(result.error()), id) + "}";
      noteRefusal(std::move(result.error()));
      return;
    }
    m_times = longest(m_times, result->times);
    ++m_succeeded;
    auto json = json::toJson(*result, m_write);
    json["file"] = file;
    m_text += jsonText(json);
  }

  /// Why the engine let none of them in, where that says nothing about a file.
  std::optional<base::Error> refusedAll() const
  {
    return m_refused == m_failed && m_succeeded == 0 ? m_refusal : std::nullopt;
  }

  Response response(const std::string& id, base::TimePoint began) const
  {
    auto rest = jsonText({{"succeeded", m_succeeded},
                          {"failed", m_failed},
                          {"processing_time_seconds", base::secondsSince(began)},
                          {"timestamp", base::unixTime()},
                          {"request_id", id}});
    Response response;
    response.body = R"({"results":[)" + m_text + "]," + rest.substr(1);
    response.headers = {{"Server-Timing", serverTiming(m_times)}, {"Cache-Control", "no-store"}};
    response.inferenceSeconds = m_times.forward;
    response.stages = Stages{m_times, base::unixTime()};
    return response;
  }

private:
  /// Counts those that were refused for the same reason as the first one.
  void noteRefusal(base::Error error)
  {
    constexpr std::array kRefusals{ErrorCode::QueueFull, ErrorCode::NoModel, ErrorCode::NotFound,
                                   ErrorCode::ShuttingDown};
    if (std::find(kRefusals.begin(), kRefusals.end(), error.code) == kRefusals.end())
      return;
    if (m_refusal && m_refusal->code != error.code)
      return;
    m_refusal = std::move(error);
    ++m_refused;
  }

  const json::WriteOptions m_write;
  std::string m_text;
  std::size_t m_succeeded = 0;
  std::size_t m_failed = 0;
  std::size_t m_refused = 0;
  std::optional<base::Error> m_refusal;
  engine::StageTimes m_times;
};

} // namespace

BatchRoute::BatchRoute(const model::Store& store, EngineClient& engine, RecentAnswers& recent)
    : m_store(store), m_engine(engine), m_recent(recent)
{
}

std::vector<Route> BatchRoute::routes()
{
  return {{.method = "POST",
           .path = "/predict/batch",
           .label = "/predict/batch",
           .handler = [this](Request& request) { return answer(request); },
           .takesBody = true,
           .whileDraining = false,
           .prediction = true,
           .operation = kOperation}};
}

Response BatchRoute::answer(Request& request)
{
  const auto began = base::Steady::now();
  auto options = optionsOf(request, engine::Lane::Batch);
  if (!options)
    return toResponse(problem(options.error()), request.id);
  auto bundle = m_store.find(options->model);
  if (!bundle)
    return toResponse(problem(bundle.error()), request.id);
  options->bundle = std::move(*bundle); // one model for all of them, whatever is loaded meanwhile
  auto files = filesOf(request.body, request.head.header("Content-Type").value_or(""));
  if (!files)
    return toResponse(problem(files.error()), request.id);
  request.body = {}; // the files have it

  Results results(*options);
  const std::size_t atOnce = options->keepSteps ? kAtOnceWithSteps : kMaxBatchFiles;
  for (std::size_t first = 0; first < files->inputs.size(); first += atOnce) {
    const auto portion = std::span(files->inputs).subspan(first, std::min(atOnce, files->inputs.size() - first));
    std::vector<RecentAnswers::Picture> pictures;
    for (const auto& input : portion)
      pictures.push_back(m_recent.pictureOf(input));
    auto answers =
        m_engine.askAll({std::make_move_iterator(portion.begin()), std::make_move_iterator(portion.end())}, *options);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const auto id = request.id + "-" + std::to_string(first + i + 1);
      if (answers[i]) {
        answers[i]->requestId = id;
        m_recent.remember(*answers[i], std::move(pictures[i]));
      }
      results.add(files->names[first + i], id, std::move(answers[i]));
    }
  }
  if (const auto refused = results.refusedAll())
    return toResponse(problem(*refused), request.id);
  return results.response(request.id, began);
}

} // namespace numeral::server
