#include "core/vision/Histogram.h"

#include <algorithm>
#include <cmath>

namespace numeral::vision {

void Histogram::add(const std::uint8_t* tones, std::size_t count)
{
  for (std::size_t i = 0; i < count; ++i)
    ++m_counts[tones[i]];
  m_count += count;
}

double Histogram::quantile(double share) const
{
  return m_count == 0 ? 0 : darkest(static_cast<std::size_t>(share * static_cast<double>(m_count - 1)));
}

double Histogram::deviation(double tone) const
{
  std::array<std::size_t, 256> distances{};
  for (std::size_t i = 0; i < m_counts.size(); ++i)
    distances[static_cast<std::size_t>(std::lround(std::abs(static_cast<double>(i) - tone)))] += m_counts[i];
  // Tones are whole numbers, and noise may be less than one: a distance stands for everything that rounds to it.
  const double half = static_cast<double>(m_count) / 2;
  double below = 0;
  std::size_t distance = 0;
  while (distance + 1 < distances.size() && below + static_cast<double>(distances[distance]) < half)
    below += static_cast<double>(distances[distance++]);
  if (distances[distance] == 0)
    return 0;
  const double within = (half - below) / static_cast<double>(distances[distance]);
  const double median = distance == 0 ? within / 2 : static_cast<double>(distance) - 0.5 + within;
  constexpr double kDeviationOfMedian = 1.4826; // of a normal distribution
  return median * kDeviationOfMedian;
}

double Histogram::darkest(std::size_t outliers) const
{
  std::size_t seen = 0;
  std::size_t tone = 0;
  while (tone + 1 < m_counts.size() && (seen += m_counts[tone]) <= outliers)
    ++tone;
  return static_cast<double>(tone);
}

double Histogram::lightest(std::size_t outliers) const
{
  std::size_t seen = 0;
  std::size_t tone = m_counts.size() - 1;
  while (tone > 0 && (seen += m_counts[tone]) <= outliers)
    --tone;
  return static_cast<double>(tone);
}

void Histogram::forget(std::uint8_t tone)
{
  m_count -= m_counts[tone];
  m_counts[tone] = 0;
}

Histogram tonesAtEdge(const image::Image& gray)
{
  constexpr int kShare = 32;
  const int rim = std::max(1, std::min(gray.width, gray.height) / kShare);
  const auto width = static_cast<std::size_t>(gray.width);
  Histogram tones;
  for (int y = 0; y < gray.height; ++y) {
    const auto* row = gray.pixels.data() + static_cast<std::size_t>(y) * width;
    if (y < rim || y >= gray.height - rim || gray.width <= 2 * rim) {
      tones.add(row, width);
    } else {
      tones.add(row, static_cast<std::size_t>(rim));
      tones.add(row + gray.width - rim, static_cast<std::size_t>(rim));
    }
  }
  return tones;
}

} // namespace numeral::vision
