#include "core/training/DoodleSource.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "core/strokes/Rasteriser.h"
#include "core/training/Augmentation.h"
#include "core/training/GlyphImage.h"

namespace numeral::training {
namespace {

using strokes::Point;
using strokes::Stroke;

Point somewhere(Random& random) { return {random.uniform(0, 1), random.uniform(0, 1)}; }

Stroke zigzag(Random& random)
{
  Stroke stroke;
  const auto corners = 2 + random.below(7);
  for (std::size_t i = 0; i < corners; ++i)
    stroke.push_back(somewhere(random));
  return stroke;
}

/// A part of an ellipse, or several turns of one that shrinks to a spiral.
Stroke arc(Random& random)
{
  const Point middle = somewhere(random);
  const double width = random.uniform(0.05, 0.5);
  const double height = random.uniform(0.05, 0.5);
  const double from = random.uniform(0, 2 * std::numbers::pi);
  const double turn = random.uniform(0.3, 1.1) * 2 * std::numbers::pi * static_cast<double>(1 + random.below(3));
  const double shrink = random.uniform(0, 0.8);
  constexpr int kPoints = 40;
  Stroke stroke;
  for (int i = 0; i <= kPoints; ++i) {
    const double share = static_cast<double>(i) / kPoints;
    const double angle = from + turn * share;
    const double size = 1 - shrink * share;
    stroke.push_back({middle.x + width * size * std::cos(angle), middle.y + height * size * std::sin(angle)});
  }
  return stroke;
}

/// A line that wanders: its direction changes at random, smoothly.
Stroke wander(Random& random)
{
  Stroke stroke{somewhere(random)};
  double direction = random.uniform(0, 2 * std::numbers::pi);
  double bending = 0;
  const auto points = 20 + random.below(80);
  for (std::size_t i = 0; i < points; ++i) {
    bending = 0.8 * bending + random.uniform(-0.25, 0.25);
    direction += bending;
    stroke.push_back({stroke.back().x + 0.03 * std::cos(direction), stroke.back().y + 0.03 * std::sin(direction)});
  }
  return stroke;
}

/// A curve that turns to one side or, like an S, to both, as pens write letters.
Stroke curve(Random& random, Point from, Point to)
{
  const auto control = [&](double share) {
    return Point{from.x + share * (to.x - from.x) + random.uniform(-0.6, 0.6),
                 from.y + share * (to.y - from.y) + random.uniform(-0.6, 0.6)};
  };
  const Point first = control(0.33);
  const Point second = control(0.67);
  constexpr int kPoints = 24;
  Stroke stroke;
  for (int i = 0; i <= kPoints; ++i) {
    const double t = static_cast<double>(i) / kPoints;
    const double s = 1 - t;
    const double a = s * s * s;
    const double b = 3 * s * s * t;
    const double c = 3 * s * t * t;
    const double d = t * t * t;
    stroke.push_back(
        {a * from.x + b * first.x + c * second.x + d * to.x, a * from.y + b * first.y + c * second.y + d * to.y});
  }
  return stroke;
}

/// A letter of an alphabet that does not exist: a few lines and curves, most of which begin on another.
strokes::Drawing sign(Random& random)
{
  strokes::Drawing drawing;
  const auto end = [&](double joined) {
    if (drawing.strokes.empty() || random.uniform(0, 1) > joined)
      return somewhere(random);
    const auto& other = drawing.strokes[random.below(drawing.strokes.size())];
    return other[random.below(other.size())];
  };
  // One or two strokes are too often a digit by chance.
  const auto count = 3 + random.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    const Point from = end(0.7);
    const Point to = end(0.35);
    // No rings: one with a line across is how many people write a zero.
    if (random.below(3) == 0)
      drawing.strokes.push_back({from, {(from.x + to.x) / 2, (from.y + to.y) / 2}, to});
    else
      drawing.strokes.push_back(curve(random, from, to));
  }
  drawing.penWidth = random.uniform(strokes::kThinnestPenShare, strokes::kThickestPenShare);
  return drawing;
}

strokes::Drawing scribble(Random& random)
{
  strokes::Drawing drawing;
  const auto count = 1 + random.below(6);
  for (std::size_t i = 0; i < count; ++i) {
    switch (random.below(4)) {
    case 0: drawing.strokes.push_back({somewhere(random), somewhere(random)}); break;
    case 1: drawing.strokes.push_back(zigzag(random)); break;
    case 2: drawing.strokes.push_back(arc(random)); break;
    default: drawing.strokes.push_back(wander(random)); break;
    }
  }
  // One or two plain lines or arcs may well be a 1, a 7 or a 0: such a drawing gets more.
  while (drawing.strokes.size() < 3)
    drawing.strokes.push_back(random.below(2) == 0 ? zigzag(random) : wander(random));
  drawing.penWidth = random.uniform(strokes::kThinnestPenShare, strokes::kThickestPenShare);
  return drawing;
}

class DoodleSource final : public Source {
public:
  DoodleSource(std::size_t count, int label, int side) : m_count(count), m_label(label), m_side(side) {}

  model::Shape shape() const override { return {1, m_side, m_side}; }
  std::size_t size() const override { return m_count; }
  int label(std::size_t) const override { return m_label; }

  void draw(std::size_t, Random random, std::span<std::uint8_t> image) const override
  {
    const auto drawing = random.below(2) == 0 ? scribble(random) : sign(random);
    const auto glyph = glyphOfRaster(strokes::rasterise(drawing).image, m_side);
    augment(glyph.pixels, shape(), kCamera, Random(random.next()), image);
  }

  std::string fingerprint() const override { return "doodles and signs " + std::to_string(m_count); }

private:
  const std::size_t m_count;
  const int m_label;
  const int m_side;
};

} // namespace

std::shared_ptr<const Source> makeDoodleSource(std::size_t count, int label, int side)
{
  return std::make_shared<DoodleSource>(count, label, side);
}

} // namespace numeral::training
