/// A drawing as the pen made it: what canvas, page, HTTP and stroke files have in common.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"

namespace numeral::strokes {

/// Any units, x to the right, y down.
struct Point {
  double x = 0;
  double y = 0;
  bool operator==(const Point&) const = default;
};

/// From pen down to pen up; a single point is a dot.
using Stroke = std::vector<Point>;

struct Drawing {
  std::vector<Stroke> strokes;
  std::optional<double> penWidth; ///< in the units of the points; absent: the rasteriser's choice

  bool empty() const { return strokes.empty(); }
  bool operator==(const Drawing&) const = default;
};

/// Bounds for what comes from outside.
inline constexpr std::size_t kMaxPoints = 100'000;
inline constexpr double kMaxCoordinate = 1e6;

/// Reads `{"strokes":[[[x,y],…],…], "pen_width": w}`; other members are ignored, as are values past y in a point.
/// Errors: InvalidArgument (says which stroke and point), TooManyBytes (more than kMaxPoints points).
base::Expected<Drawing> parseDrawing(std::string_view json);

/// The same form, for files and requests.
std::string toJson(const Drawing& drawing);

} // namespace numeral::strokes
