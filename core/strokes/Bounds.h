/// The upright box around a drawing's points.
#pragma once

#include <algorithm>
#include <limits>

#include "core/strokes/Drawing.h"

namespace numeral::strokes {

/// In the units of the points, the pen's width left out. Without a point it is inside out: larger() is below 0.
struct Bounds {
  double left = std::numeric_limits<double>::max();
  double top = std::numeric_limits<double>::max();
  double right = std::numeric_limits<double>::lowest();
  double bottom = std::numeric_limits<double>::lowest();

  double larger() const { return std::max(right - left, bottom - top); }
  Point middle() const { return {(left + right) / 2, (top + bottom) / 2}; }
};

inline Bounds boundsOf(const Stroke& stroke, Bounds bounds = {})
{
  for (const auto& point : stroke) {
    bounds.left = std::min(bounds.left, point.x);
    bounds.top = std::min(bounds.top, point.y);
    bounds.right = std::max(bounds.right, point.x);
    bounds.bottom = std::max(bounds.bottom, point.y);
  }
  return bounds;
}

inline Bounds boundsOf(const Drawing& drawing)
{
  Bounds bounds;
  for (const auto& stroke : drawing.strokes)
    bounds = boundsOf(stroke, bounds);
  return bounds;
}

} // namespace numeral::strokes
