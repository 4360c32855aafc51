#include "core/training/Composer.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "core/training/Range.h"

namespace numeral::training {
namespace {

/// What one hand keeps from glyph to glyph. Lengths are shares of a digit's height.
struct Hand {
  double height = 0; ///< pixels
  double pen = 0;    ///< 0 to 1
  double slant = 0;  ///< sideways per unit of height
  double gap = 0;
  double pitch = 0; ///< from row to row
  double climb = 0; ///< of the base line, per unit of width

  Hand(const Layout& layout, Random& random)
      : height(std::exp(random.uniform(std::log(layout.minHeight), std::log(layout.maxHeight)))),
        pen(random.uniform(0, 1)), slant(random.uniform(-0.1, 0.15)), gap(random.uniform(0.08, 0.4)),
        pitch(random.uniform(1.5, 2.2)), climb(random.uniform(-0.02, 0.02))
  {
  }
};

struct Placed {
  cv::Mat1b ink;
  int x = 0;
  int y = 0;
};

cv::Mat1b sized(const image::Image& glyph, double side, double slant)
{
  const cv::Mat1b ink(glyph.height, glyph.width, const_cast<std::uint8_t*>(glyph.pixels.data()));
  const double scale = side / std::max(ink.cols, ink.rows);
  const cv::Size size(std::max(1, static_cast<int>(std::lround(ink.cols * scale))),
                      std::max(1, static_cast<int>(std::lround(ink.rows * scale))));
  cv::Mat1b result;
  cv::resize(ink, result, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  const double lean = std::abs(slant) * size.height;
  cv::warpAffine(result, result, cv::Matx23d(1, -slant, slant > 0 ? lean : 0, 0, 1, 0),
                 {size.width + static_cast<int>(std::ceil(lean)), size.height}, cv::INTER_LINEAR);
  const cv::Rect box = cv::boundingRect(result);
  return box.empty() ? result : result(box).clone();
}

/// First or last inked column of each row of `reach` rows around it; none where there is no ink.
std::vector<std::optional<int>> edges(const cv::Mat1b& ink, bool right, int reach)
{
  constexpr int kInked = 64;
  std::vector<std::optional<int>> result(static_cast<std::size_t>(ink.rows));
  for (int y = 0; y < ink.rows; ++y)
    for (int i = 0; i < ink.cols; ++i) {
      const int x = right ? ink.cols - 1 - i : i;
      if (ink(y, x) < kInked)
        continue;
      for (int near = std::max(0, y - reach); near <= std::min(ink.rows - 1, y + reach); ++near) {
        auto& edge = result[static_cast<std::size_t>(near)];
        edge = !edge ? x : right ? std::max(*edge, x) : std::min(*edge, x);
      }
      break;
    }
  return result;
}

/// How far right of `left` its neighbour must begin for the ink of both to be `gap` pixels apart, seen sideways.
int distance(const Placed& left, const cv::Mat1b& ink, int y, double gap, int reach)
{
  const auto leftEdges = edges(left.ink, true, reach);
  const auto rightEdges = edges(ink, false, reach);
  std::optional<int> apart;
  for (int row = std::max(left.y, y); row < std::min(left.y + left.ink.rows, y + ink.rows); ++row) {
    const auto& from = leftEdges[static_cast<std::size_t>(row - left.y)];
    const auto& to = rightEdges[static_cast<std::size_t>(row - y)];
    if (from && to)
      apart = std::max(apart.value_or(*from - *to), *from - *to);
  }
  return apart.value_or(left.ink.cols) + static_cast<int>(std::lround(gap));
}

class Row {
public:
  Row(const Hand& hand, double touching, double baseLine) : m_hand(hand), m_touching(touching), m_baseLine(baseLine) {}

  void add(const image::Image& glyph, int start, Random& random)
  {
    const double height = m_hand.height;
    constexpr double kSizes = 0.15;
    const cv::Mat1b ink = sized(glyph, height * random.uniform(1 - kSizes, 1 + kSizes), m_hand.slant);
    const int from = m_placed.empty() ? start : m_placed.back().x;
    const double base = m_baseLine + m_hand.climb * from + height * random.uniform(-0.06, 0.06);
    const int y = static_cast<int>(std::lround(base - (height + ink.rows) / 2)); // flat signs hang in the middle
    const int x = m_placed.empty() ? start : from + advance(ink, y, random);
    m_placed.push_back({ink, x, y});
  }

  const std::vector<Placed>& placed() const { return m_placed; }

private:
  int advance(const cv::Mat1b& ink, int y, Random& random) const
  {
    const double height = m_hand.height;
    const Placed& left = m_placed.back();
    // What hangs over, as a 7 does, seldom has much below it.
    const auto atLeast = [&](double overhang) { return std::max(1, left.ink.cols - static_cast<int>(overhang)); };
    if (random.uniform(0, 1) < m_touching)
      return std::max(atLeast(0.25 * height), distance(left, ink, y, -1 - height * random.uniform(0, 0.06), 0));
    const double gap = std::max(3.0, height * m_hand.gap * random.uniform(0.6, 1.4));
    const int reach = static_cast<int>(std::ceil(0.06 * height)); // apart also from what lies a little higher or lower
    return std::max(atLeast(0.15 * height), distance(left, ink, y, gap, reach));
  }

  const Hand& m_hand;
  double m_touching;
  double m_baseLine;
  std::vector<Placed> m_placed;
};

image::Image onOneSheet(const std::vector<Placed>& placed)
{
  cv::Rect box;
  for (const auto& glyph : placed)
    box |= cv::Rect({glyph.x, glyph.y}, glyph.ink.size());
  image::Image sheet(box.width, box.height, 1);
  cv::Mat1b ink(sheet.height, sheet.width, sheet.pixels.data());
  for (const auto& glyph : placed) {
    const cv::Mat part = ink(cv::Rect({glyph.x - box.x, glyph.y - box.y}, glyph.ink.size()));
    cv::max(part, glyph.ink, part);
  }
  return sheet;
}

std::size_t between(std::size_t low, std::size_t high, Random& random) { return low + random.below(high - low + 1); }

} // namespace

base::Expected<Writing> compose(const GlyphPool& pool, const Layout& layout, Random random)
{
  const Hand hand(layout, random);
  const std::size_t rows = between(layout.minRows, layout.maxRows, random);
  std::vector<std::size_t> lengths;
  std::size_t total = 0;
  for (std::size_t i = 0; i < rows; ++i)
    total += lengths.emplace_back(between(layout.minLength, layout.maxLength, random));

  const auto glyphs = pool.pick(total, random);
  Writing writing;
  writing.height = hand.height;
  std::vector<Placed> placed;
  auto glyph = glyphs.begin();
  for (std::size_t i = 0; i < rows; ++i) {
    Row row(hand, layout.touching, static_cast<double>(i) * hand.pitch * hand.height);
    const int start = static_cast<int>(hand.height * random.uniform(0, 0.5));
    for (std::size_t n = 0; n < lengths[i]; ++n, ++glyph) {
      const auto image = pool.render(*glyph, std::clamp(hand.pen + random.uniform(-0.08, 0.08), 0.0, 1.0));
      if (!image)
        return tl::unexpected(image.error());
      row.add(*image, start, random);
      writing.text += pool.label(*glyph);
    }
    placed.insert(placed.end(), row.placed().begin(), row.placed().end());
    if (i + 1 < rows)
      writing.text += '\n';
  }
  writing.ink = onOneSheet(placed);
  return writing;
}

} // namespace numeral::training
