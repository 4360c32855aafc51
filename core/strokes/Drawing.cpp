#include "core/strokes/Drawing.h"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace numeral::strokes {
namespace {

using base::ErrorCode;
using base::failure;
using nlohmann::json;

bool usable(const json& value)
{
  return value.is_number() && std::isfinite(value.get<double>()) && std::abs(value.get<double>()) <= kMaxCoordinate;
}

} // namespace

base::Expected<Drawing> parseDrawing(std::string_view text)
{
  // No drawing is nested deeper than {"strokes":[[[…]]]}; cutting the rest off bounds what hostile JSON can build.
  constexpr int kMaxDepth = 5;
  bool tooDeep = false;
  const auto document = json::parse(
      text,
      [&tooDeep](int depth, json::parse_event_t, json&) {
        tooDeep = tooDeep || depth > kMaxDepth;
        return !tooDeep;
      },
      false);
  if (tooDeep || !document.is_object())
    return failure(ErrorCode::InvalidArgument,
                   "The drawing is not a JSON object such as {\"strokes\":[[[x,y],[x,y]]]}.");
  const auto strokes = document.find("strokes");
  if (strokes == document.end() || !strokes->is_array())
    return failure(ErrorCode::InvalidArgument, "The drawing has no list \"strokes\": {\"strokes\":[[[x,y],[x,y]]]}.");

  Drawing drawing;
  std::size_t points = 0;
  for (const auto& list : *strokes) {
    const auto place = "Stroke " + std::to_string(drawing.strokes.size() + 1);
    if (!list.is_array() || list.empty())
      return failure(ErrorCode::InvalidArgument, place + " of the drawing is not a list of points [x,y].");
    Stroke stroke;
    stroke.reserve(list.size());
    for (const auto& point : list) {
      if (!point.is_array() || point.size() < 2 || !usable(point[0]) || !usable(point[1]))
        return failure(ErrorCode::InvalidArgument,
                       place + ", point " + std::to_string(stroke.size() + 1) +
                           " of the drawing is not [x,y] with numbers between -1000000 and 1000000.");
      if (++points > kMaxPoints)
        return failure(ErrorCode::TooManyBytes,
                       "The drawing has more than the " + std::to_string(kMaxPoints) + " points allowed.");
      stroke.push_back({point[0].get<double>(), point[1].get<double>()});
    }
    drawing.strokes.push_back(std::move(stroke));
  }
  if (const auto width = document.find("pen_width"); width != document.end() && !width->is_null()) {
    if (!usable(*width) || width->get<double>() <= 0)
      return failure(ErrorCode::InvalidArgument, "\"pen_width\" of the drawing is not a number above 0.");
    drawing.penWidth = width->get<double>();
  }
  return drawing;
}

std::string toJson(const Drawing& drawing)
{
  json document;
  auto& strokes = document["strokes"] = json::array();
  for (const auto& stroke : drawing.strokes) {
    auto list = json::array();
    for (const auto& point : stroke)
      list.push_back({point.x, point.y});
    strokes.push_back(std::move(list));
  }
  if (drawing.penWidth)
    document["pen_width"] = *drawing.penWidth;
  return document.dump();
}

} // namespace numeral::strokes
