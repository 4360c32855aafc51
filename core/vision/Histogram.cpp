#include "core/vision/Histogram.h"

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
  Histogram distances;
  for (std::size_t i = 0; i < m_counts.size(); ++i)
    distances.m_counts[static_cast<std::size_t>(std::lround(std::abs(static_cast<double>(i) - tone)))] += m_counts[i];
  distances.m_count = m_count;
  constexpr double kDeviationOfMedian = 1.4826; // of a normal distribution
  return distances.quantile(0.5) * kDeviationOfMedian;
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

} // namespace numeral::vision
