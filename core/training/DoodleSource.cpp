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

strokes::Drawing doodle(Random& random)
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
    const auto glyph = glyphOfRaster(strokes::rasterise(doodle(random)).image, m_side);
    augment(glyph.pixels, shape(), kCamera, Random(random.next()), image);
  }

  std::string fingerprint() const override { return "doodles " + std::to_string(m_count); }

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
