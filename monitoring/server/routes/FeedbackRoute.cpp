#include "monitoring/server/routes/FeedbackRoute.h"

#include <array>
#include <memory>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/Clock.h"
#include "core/base/Rows.h"
#include "core/engine/Answerable.h"
#include "core/model/Task.h"
#include "monitoring/server/http/JsonResponse.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/http/RequestId.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;
using Json = nlohmann::json;

constexpr std::size_t kMaxBody = 65536;
constexpr std::size_t kMaxVersion = 128;

constexpr const char* kOperation = R"({
  "summary": "Say what was right",
  "description": "Of several with one `request_id` the last one counts. Where the request went to another replica, or is long ago, `predicted` and `model` come along.",
  "tags": ["reading"],
  "requestBody": {"required": true, "content": {"application/json": {
    "schema": {"type": "object", "required": ["request_id", "label"], "properties": {
      "request_id": {"type": "string", "description": "that of the answer; in a batch, of the entry"},
      "label": {"type": ["string", "integer", "null"], "description": "the right one; null: no digit there; `digit` does as well. Rows are parted by a line feed; without any, the digits alone are judged"},
      "predicted": {"type": ["string", "integer", "null"]},
      "model": {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"name": {"type": "string"}, "version": {"type": "string"}}}]}}},
    "example": {"request_id": "req-7", "label": "7"}}}},
  "responses": {
    "202": {"description": "kept on disk", "content": {"application/json": {"schema": {
      "type": "object",
      "required": ["status", "request_id", "predicted", "label", "correct"],
      "properties": {
        "status": {"type": "string", "enum": ["accepted"]},
        "request_id": {"type": "string"},
        "predicted": {"type": ["string", "null"]},
        "label": {"type": ["string", "null"]},
        "correct": {"type": "boolean"}}}}}},
    "404": {"description": "no such answer is remembered, and `predicted` and `model` did not come along"},
    "415": {"description": "not application/json"},
    "503": {"description": "feedback cannot be kept at the moment; detail says why"}}})";

/// `member`: where the label stood.
Expected<void> check(const std::optional<std::string>& label, const engine::ModelInfo& model, const char* member)
{
  if (engine::canAnswer(model, label))
    return {};
  const bool digits = model.task == "digits";
  return failure(ErrorCode::InvalidArgument,
                 std::string("'") + member + "' is nothing that the model " + model.name + " can answer: it is " +
                     (digits ? "a string of 1 to " + std::to_string(model::Task::kMaxLabels) +
                                   " digits, rows parted by a line feed, or null."
                             : "one of its classes, or null."));
}

/// The label of an answer is its digits alone. One that comes back gets the rows of the other side, so that the digits
/// are judged and what is kept tells of rows.
std::optional<std::string> inRowsOf(const std::optional<std::string>& other, const std::optional<std::string>& label,
                                    const std::string& task)
{
  return other && label && task == "digits" ? base::inRowsOf(*other, *label) : label;
}

Json orNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

Response unavailable(const base::Error& error, const std::string& requestId)
{
  return toResponse(problem(503, "feedback_unavailable", "The feedback is not kept. " + error.message), requestId);
}

Response accepted(const feedback::Record& record)
{
  const Json json{{"status", "accepted"},
                  {"request_id", record.requestId},
                  {"predicted", orNull(record.predicted)},
                  {"label", orNull(record.label)},
                  {"correct", record.correct()}};
  auto response = jsonResponse(json);
  response.status = 202;
  return response;
}

} // namespace

FeedbackRoute::FeedbackRoute(FeedbackPlace place, const RecentAnswers& recent, const model::Store& models,
                             metrics::FeedbackMetrics& metrics, logging::Log& log)
    : m_place(std::move(place)), m_recent(recent), m_models(models), m_metrics(metrics), m_log(log)
{
}

std::vector<Route> FeedbackRoute::routes()
{
  // Counted by outcome in a metric of its own; the few names that endpoints may have go to those asked more often.
  return {{.method = "POST",
           .path = "/feedback",
           .label = "other",
           .handler = [this](Request& request) { return answer(request); },
           .takesBody = true,
           .maxBody = kMaxBody,
           .operation = kOperation}};
}

Response FeedbackRoute::answer(Request& request)
{
  if (!m_place)
    return unavailable(m_place.error(), request.id);
  const auto body = parseFeedbackBody(request.body, request.head.header("Content-Type").value_or(""));
  if (!body)
    return toResponse(problem(body.error()), request.id);
  const auto meant = answerMeant(*body);
  if (!meant)
    return toResponse(problem(meant.error()), request.id);
  if (const auto checked = check(body->label, *meant->model, "label"); !checked)
    return toResponse(problem(checked.error()), request.id);

  feedback::Record record{.time = base::unixTime(),
                          .requestId = body->requestId,
                          .predicted = meant->label,
                          .label = inRowsOf(meant->label, body->label, meant->model->task),
                          .model = meant->model->name,
                          .modelVersion = meant->model->version,
                          .confidence = meant->confidence,
                          .picture = {}};
  const auto kept = (*m_place)->add(record, meant->picture ? base::ByteSpan(*meant->picture) : base::ByteSpan());
  if (!kept) {
    m_log.write(logging::Level::Error, "feedback for request " + record.requestId + ": " + kept.error().message,
                std::array{logging::Field{"request_id", request.id}, logging::Field{"trace_id", request.traceId}});
    return unavailable(kept.error(), request.id);
  }
  m_metrics.given(record, meant->model->classes);
  return accepted(record);
}

Expected<RecentAnswer> FeedbackRoute::answerMeant(const FeedbackBody& body) const
{
  if (!isRequestId(body.requestId))
    return failure(ErrorCode::InvalidArgument, "'request_id' is none that an answer can have had.");
  if (auto known = m_recent.find(body.requestId))
    return std::move(*known);
  if (!body.predicted)
    return failure(ErrorCode::NotFound, "No answer with the request id " + body.requestId +
                                            " is remembered here: another replica gave it, or it is too long ago. Send "
                                            "'predicted' and 'model' along.");
  const auto& said = *body.predicted;
  const auto bundle = m_models.find(said.model);
  if (!bundle)
    return tl::unexpected(bundle.error());
  if (said.modelVersion.size() > kMaxVersion)
    return failure(ErrorCode::InvalidArgument, "The model's 'version' is longer than one can be.");
  const auto& manifest = (*bundle)->manifest;
  RecentAnswer answer{.label = inRowsOf(body.label, said.label, manifest.task),
                      .confidence = {},
                      .model = std::make_shared<const engine::ModelInfo>(engine::ModelInfo{
                          manifest.name, said.modelVersion.empty() ? manifest.version : said.modelVersion,
                          manifest.task, manifest.classes}),
                      .picture = nullptr};
  return check(answer.label, *answer.model, "predicted").map([&] { return std::move(answer); });
}

} // namespace numeral::server
