#include "core/training/StrokeSource.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <sstream>
#include <utility>

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/strokes/Bounds.h"
#include "core/strokes/Rasteriser.h"
#include "core/training/Augmentation.h"
#include "core/training/GlyphImage.h"

namespace numeral::training {
namespace {

/// A smooth pull on every place: a coarse grid of random vectors, bilinear between them.
class Bend {
public:
  Bend(Random& random, double most)
  {
    for (auto& pull : m_pulls)
      pull = {random.uniform(-most, most), random.uniform(-most, most)};
  }

  /// `x`, `y`: 0 to 1.
  strokes::Point at(double x, double y) const
  {
    const double column = std::clamp(x, 0.0, 1.0) * (kGrid - 1);
    const double row = std::clamp(y, 0.0, 1.0) * (kGrid - 1);
    const auto left = std::min(static_cast<std::size_t>(column), kGrid - 2);
    const auto top = std::min(static_cast<std::size_t>(row), kGrid - 2);
    const double u = column - static_cast<double>(left);
    const double v = row - static_cast<double>(top);
    const auto mix = [&](double strokes::Point::*axis) {
      const auto pull = [&](std::size_t r, std::size_t c) { return m_pulls[r * kGrid + c].*axis; };
      return (1 - v) * ((1 - u) * pull(top, left) + u * pull(top, left + 1)) +
             v * ((1 - u) * pull(top + 1, left) + u * pull(top + 1, left + 1));
    };
    return {mix(&strokes::Point::x), mix(&strokes::Point::y)};
  }

private:
  static constexpr std::size_t kGrid = 4;
  std::array<strokes::Point, kGrid * kGrid> m_pulls{};
};

/// Coordinates from 0 to 1 of the larger side, the drawing's middle at 0.5.
strokes::Drawing toUnitSquare(const strokes::Drawing& drawing)
{
  const auto bounds = strokes::boundsOf(drawing);
  const auto middle = bounds.middle();
  const double side = std::max(bounds.larger(), std::numeric_limits<double>::min());
  strokes::Drawing unit = drawing;
  for (auto& stroke : unit.strokes)
    for (auto& point : stroke)
      point = {(point.x - middle.x) / side + 0.5, (point.y - middle.y) / side + 0.5};
  return unit;
}

strokes::Drawing inAnotherHand(const strokes::Drawing& unit, const HandVariation& variation, Random& random)
{
  const double angle = random.uniform(-variation.rotation, variation.rotation) * std::numbers::pi / 180;
  const double slant = random.uniform(-variation.slant, variation.slant);
  const double stretch = std::exp(random.uniform(-variation.stretch, variation.stretch));
  const Bend bend(random, variation.bend);
  strokes::Drawing drawing = unit;
  for (auto& stroke : drawing.strokes) {
    const strokes::Point shift{random.uniform(-variation.strokeShift, variation.strokeShift),
                               random.uniform(-variation.strokeShift, variation.strokeShift)};
    for (auto& point : stroke) {
      const auto pull = bend.at(point.x, point.y);
      const double x = (point.x + pull.x + shift.x - 0.5) * stretch;
      const double y = point.y + pull.y + shift.y - 0.5;
      const double slanted = x - slant * y;
      point = {slanted * std::cos(angle) - y * std::sin(angle), slanted * std::sin(angle) + y * std::cos(angle)};
    }
  }
  drawing.penWidth =
      std::exp(random.uniform(std::log(strokes::kThinnestPenShare * 0.9), std::log(strokes::kThickestPenShare * 1.1)));
  return drawing;
}

class StrokeSource final : public Source {
public:
  StrokeSource(std::vector<LabelledDrawing> drawings, const HandVariation& variation, int side)
      : m_drawings(std::move(drawings)), m_variation(variation), m_side(side)
  {
    for (auto& entry : m_drawings)
      entry.drawing = toUnitSquare(entry.drawing);
  }

  model::Shape shape() const override { return {1, m_side, m_side}; }
  std::size_t size() const override { return m_drawings.size(); }
  int label(std::size_t index) const override { return m_drawings[index].label; }

  void draw(std::size_t index, Random random, std::span<std::uint8_t> image) const override
  {
    const auto raster = strokes::rasterise(inAnotherHand(m_drawings[index].drawing, m_variation, random));
    const auto glyph = glyphOfRaster(raster.image, m_side);
    augment(glyph.pixels, shape(), kCamera, Random(random.next()), image);
  }

  std::string fingerprint() const override
  {
    std::string all;
    for (const auto& entry : m_drawings)
      all += std::to_string(entry.label) + strokes::toJson(entry.drawing);
    std::ostringstream text;
    text << "strokes " << base::sha256(base::bytesOf(all)) << " " << m_variation.rotation << " " << m_variation.slant
         << " " << m_variation.stretch << " " << m_variation.bend << " " << m_variation.strokeShift;
    return text.str();
  }

private:
  std::vector<LabelledDrawing> m_drawings;
  const HandVariation m_variation;
  const int m_side;
};

} // namespace

std::shared_ptr<const Source> makeStrokeSource(std::vector<LabelledDrawing> drawings, const HandVariation& variation,
                                               int side)
{
  return std::make_shared<StrokeSource>(std::move(drawings), variation, side);
}

} // namespace numeral::training
