#include "monitoring/server/routes/PredictRoute.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "core/json/RecognitionJson.h"
#include "monitoring/server/http/JsonResponse.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/routes/PredictBody.h"
#include "monitoring/server/routes/PredictOptions.h"

namespace numeral::server {
namespace {

const std::string kOperation = R"({
  "summary": "Read one image, drawing or tensor",
  "description": "An image as the form field `file` or as the body itself, or JSON with one of `image` (base64), `strokes` ([[[x, y], ...], ...]) and `pixels` (as many numbers as the model's input has, row by row, 0 paper to 255 ink, or 0 to 1).",
  "tags": ["reading"],
  "parameters": )" + std::string(kPredictParameters) +
                               R"(,
  "requestBody": {"required": true, "content": {
    "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}}}},
    "image/png": {}, "image/jpeg": {}, "application/octet-stream": {},
    "application/json": {
      "schema": {"type": "object", "properties": {
        "image": {"type": "string", "contentEncoding": "base64"},
        "strokes": {"type": "array", "items": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}}},
        "pixels": {"type": "array", "items": {"type": "number"}}}},
      "example": {"strokes": [[[120, 60], [180, 60], [140, 200]]]}}}},
  "responses": {
    "200": {"description": "what was read; `unsure` and `empty` are answers too", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Recognition"}}}},
    "404": {"description": "no model of that name"},
    "415": {"description": "no accepted image type"},
    "422": {"description": "an image that cannot be used"},
    "504": {"description": "no answer in time"}}})";

struct Sheet {
  int width = 0;
  int height = 0;
};

std::optional<int> parseSide(std::string_view text)
{
  constexpr int kLargestSheet = 10'000;
  int side = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), side);
  if (error != std::errc() || end != text.data() + text.size() || side <= 0 || side > kLargestSheet)
    return {};
  return side;
}

/// "560x280", or "280" for a square.
std::optional<Sheet> parseSheet(std::string_view text)
{
  const auto cross = text.find('x');
  const auto width = parseSide(text.substr(0, cross));
  const auto height = cross == std::string_view::npos ? width : parseSide(text.substr(cross + 1));
  if (!width || !height)
    return {};
  return Sheet{*width, *height};
}

/// Those who watch know square sheets: the middle of the smallest that takes this one.
report::PageDrawing inSquare(strokes::Drawing drawing, const Sheet& sheet)
{
  const int side = std::max(sheet.width, sheet.height);
  const double right = (side - sheet.width) / 2.0;
  const double down = (side - sheet.height) / 2.0;
  for (auto& stroke : drawing.strokes)
    for (auto& point : stroke)
      point = {point.x + right, point.y + down};
  return {std::move(drawing), static_cast<double>(side)};
}

} // namespace

PredictRoute::PredictRoute(EngineClient& engine, RecentAnswers& recent,
                           std::function<void(const report::PageDrawing&)> pageDrawing)
    : m_engine(engine), m_recent(recent), m_pageDrawing(std::move(pageDrawing))
{
}

std::vector<Route> PredictRoute::routes()
{
  std::vector<Route> routes;
  for (const char* path : {"/predict", "/predict/"})
    routes.push_back({.method = "POST",
                      .path = path,
                      .label = "/predict",
                      .handler = [this](Request& request) { return answer(request); },
                      .takesBody = true,
                      .whileDraining = false,
                      .prediction = true,
                      .operation = kOperation});
  return routes;
}

Response PredictRoute::answer(Request& request)
{
  const auto options = optionsOf(request, engine::Lane::Http);
  if (!options)
    return toResponse(problem(options.error()), request.id);
  auto input = parsePredictBody(std::move(request.body), request.head.header("Content-Type").value_or(""));
  if (!input)
    return toResponse(problem(input.error()), request.id);
  showDrawing(request, *input);
  auto picture = m_recent.pictureOf(*input);
  const auto result = m_engine.ask(std::move(*input), *options);
  if (!result)
    return toResponse(problem(result.error()), request.id);
  m_recent.remember(*result, std::move(picture));

  const json::WriteOptions write{.input = options->keepInput || options->keepSteps};
  auto response = jsonResponse(json::toJson(*result, write));
  response.headers.emplace_back("Server-Timing", serverTiming(result->times));
  response.inferenceSeconds = result->times.forward;
  response.stages = Stages{result->times, result->timestamp};
  return response;
}

/// A header that is no sheet's size is as good as none: nothing but a picture hangs on it.
void PredictRoute::showDrawing(const Request& request, const engine::Input& input) const
{
  const auto* drawing = std::get_if<strokes::Drawing>(&input);
  const auto text = request.head.header(kPageHeader);
  if (!m_pageDrawing || drawing == nullptr || !text)
    return;
  if (const auto sheet = parseSheet(*text))
    m_pageDrawing(inSquare(*drawing, *sheet));
}

} // namespace numeral::server
