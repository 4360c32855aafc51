#include "ui/canvas/DrawingDocument.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/strokes/Rasteriser.h"
#include "ui/canvas/StrokeCommands.h"

namespace numeral::ui {
namespace {

using strokes::Point;
using strokes::Stroke;

/// Page units; a hand at rest sends the same place again and again.
constexpr double kMinStep = 0.25;
/// Share of the page that is left free around a drawing that had to be scaled.
constexpr double kMargin = 0.1;

double distance(Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); }

double distanceToSegment(Point p, Point a, Point b)
{
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double lengthSquared = dx * dx + dy * dy;
  const double t =
      lengthSquared > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / lengthSquared, 0.0, 1.0) : 0.0;
  return distance(p, {a.x + t * dx, a.y + t * dy});
}

double cross(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

double distanceOfSegments(Point a, Point b, Point c, Point d)
{
  const bool intersect = cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0;
  if (intersect)
    return 0;
  return std::min(
      {distanceToSegment(a, c, d), distanceToSegment(b, c, d), distanceToSegment(c, a, b), distanceToSegment(d, a, b)});
}

bool touches(const Stroke& stroke, Point from, Point to, double radius)
{
  Point last = stroke.front();
  return std::any_of(stroke.begin(), stroke.end(), [&](Point next) {
    return distanceOfSegments(std::exchange(last, next), next, from, to) <= radius;
  });
}

struct Extent {
  double left = 0, top = 0, right = 0, bottom = 0;
  double side() const { return std::max(right - left, bottom - top); }
};

Extent extentOf(const std::vector<Stroke>& strokes)
{
  Extent extent{strokes[0][0].x, strokes[0][0].y, strokes[0][0].x, strokes[0][0].y};
  for (const Stroke& stroke : strokes) {
    for (const Point point : stroke) {
      extent.left = std::min(extent.left, point.x);
      extent.right = std::max(extent.right, point.x);
      extent.top = std::min(extent.top, point.y);
      extent.bottom = std::max(extent.bottom, point.y);
    }
  }
  return extent;
}

} // namespace

DrawingDocument::DrawingDocument(QObject* parent) : QObject(parent) { m_undo.setUndoLimit(kMostSteps); }

strokes::Drawing DrawingDocument::drawing() const
{
  strokes::Drawing drawing{m_strokes, m_penWidth};
  if (!m_running.empty())
    drawing.strokes.push_back(m_running);
  return drawing;
}

std::size_t DrawingDocument::pointCount() const
{
  std::size_t count = m_running.size();
  for (const Stroke& stroke : m_strokes)
    count += stroke.size();
  return count;
}

void DrawingDocument::setPenWidth(double width)
{
  if (width == m_penWidth)
    return;
  m_penWidth = width;
  Q_EMIT settled();
}

void DrawingDocument::beginStroke(Point point)
{
  if (pointCount() >= strokes::kMaxPoints)
    return;
  m_running = {point};
  Q_EMIT growing();
}

void DrawingDocument::extendStroke(Point point)
{
  if (m_running.empty() || distance(m_running.back(), point) < kMinStep || pointCount() >= strokes::kMaxPoints)
    return;
  m_running.push_back(point);
  Q_EMIT growing();
}

void DrawingDocument::endStroke()
{
  if (!m_running.empty())
    m_undo.push(new AddStroke(*this, std::exchange(m_running, {})));
}

void DrawingDocument::cancelStroke()
{
  if (m_running.empty())
    return;
  m_running.clear();
  Q_EMIT settled();
}

void DrawingDocument::erase(Point from, Point to, double radius)
{
  const double reach = radius + m_penWidth / 2;
  for (std::size_t i = m_strokes.size(); i-- > 0;) {
    if (!touches(m_strokes[i], from, to, reach))
      continue;
    if (!std::exchange(m_erasing, true))
      m_undo.beginMacro(tr("erase"));
    m_undo.push(new RemoveStroke(*this, i));
  }
}

void DrawingDocument::endErase()
{
  if (std::exchange(m_erasing, false))
    m_undo.endMacro();
}

void DrawingDocument::clear()
{
  cancelStroke();
  if (!m_strokes.empty())
    m_undo.push(new ReplaceDrawing(*this, {}, m_penWidth, tr("clear")));
}

void DrawingDocument::replace(strokes::Drawing drawing)
{
  cancelStroke();
  std::erase_if(drawing.strokes, [](const Stroke& stroke) { return stroke.empty(); });
  double penWidth = m_penWidth;
  if (!drawing.empty()) {
    const Extent extent = extentOf(drawing.strokes);
    penWidth = drawing.penWidth.value_or(std::max(extent.side() * strokes::kDefaultPenShare, 1.0));
    if (extent.left < 0 || extent.top < 0 || extent.right > kWidth || extent.bottom > kHeight) {
      const double side = std::max(extent.side(), 1e-9);
      const double scale = std::min(kWidth, kHeight) * (1 - 2 * kMargin) / side;
      const double left = (kWidth - (extent.left + extent.right) * scale) / 2;
      const double top = (kHeight - (extent.top + extent.bottom) * scale) / 2;
      penWidth *= scale;
      for (Stroke& stroke : drawing.strokes) {
        for (Point& point : stroke)
          point = {point.x * scale + left, point.y * scale + top};
      }
    }
  }
  m_undo.push(new ReplaceDrawing(*this, std::move(drawing.strokes), penWidth, tr("open drawing")));
}

void DrawingDocument::follow(strokes::Drawing drawing, double side)
{
  // A page that was only opened says nothing, and what takes long to paint would hold up the window.
  std::size_t points = 0;
  for (const Stroke& stroke : drawing.strokes)
    points += stroke.size();
  if (drawingStroke() || m_erasing || (drawing.empty() && !following()) || points > kMostFollowed)
    return;
  const double scale = kHeight / side;
  for (Stroke& stroke : drawing.strokes)
    for (Point& point : stroke)
      point = {std::clamp(point.x * scale, 0.0, kHeight) + (kWidth - kHeight) / 2,
               std::clamp(point.y * scale, 0.0, kHeight)};
  std::erase_if(drawing.strokes, [](const Stroke& stroke) { return stroke.empty(); });
  const double penWidth = std::clamp<double>(drawing.penWidth.value_or(side * strokes::kDefaultPenShare) * scale,
                                             kMinPenWidth, kMaxPenWidth);
  m_undo.push(new FollowDrawing(*this, std::move(drawing.strokes), penWidth, tr("drawing from the page")));
}

bool DrawingDocument::following() const
{
  const QUndoCommand* last = m_undo.index() > 0 ? m_undo.command(m_undo.index() - 1) : nullptr;
  return dynamic_cast<const FollowDrawing*>(last) != nullptr;
}

} // namespace numeral::ui
