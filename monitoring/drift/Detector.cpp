#include "monitoring/drift/Detector.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace numeral::drift {
namespace {

/// Counted to each group on both sides, so that an empty one has a logarithm.
constexpr double kSmoothing = 0.5;
/// Source: Cochran, "Some methods for strengthening the common chi-squared tests", 1954.
constexpr std::size_t kLeastInGroup = 5;

/// The group of each bin; the last ones join those before where they are too few for one of their own.
std::vector<std::size_t> joined(const std::vector<std::uint64_t>& counts, double least)
{
  std::vector<std::size_t> groups;
  std::size_t group = 0;
  double inGroup = 0;
  for (const auto count : counts) {
    if (!groups.empty() && inGroup >= least) {
      ++group;
      inGroup = 0;
    }
    groups.push_back(group);
    inGroup += static_cast<double>(count);
  }
  if (inGroup < least && group > 0)
    std::replace(groups.begin(), groups.end(), group, group - 1);
  // All the reference in one group, such as black on white alone: joined, no change could be told any more.
  if (groups.back() == 0)
    std::iota(groups.begin(), groups.end(), std::size_t{0});
  return groups;
}

} // namespace

Detector::Detector(std::vector<std::uint64_t> reference, Bins bins)
    : m_reference(std::move(reference)),
      m_referenceSamples(
          static_cast<double>(std::accumulate(m_reference.begin(), m_reference.end(), std::uint64_t{0}))),
      m_bins(bins), m_live(m_reference.size())
{
  m_groups = joined(m_reference, bins == Bins::Ordered ? kLeastShare * m_referenceSamples : 0);
  m_groupCount = m_groups.back() + 1;
}

void Detector::add(std::size_t bin)
{
  ++m_live[bin];
  ++m_samples;
}

void Detector::remove(std::size_t bin)
{
  --m_live[bin];
  --m_samples;
}

std::optional<Score> Detector::score(std::size_t least) const
{
  if (m_samples < std::max(least, kLeastInGroup * m_groupCount))
    return std::nullopt;
  return Score{psi(), m_bins == Bins::Ordered ? std::optional<double>(ks()) : std::nullopt};
}

double Detector::psi() const
{
  std::vector<double> expected(m_groupCount, kSmoothing);
  std::vector<double> found(m_groupCount, kSmoothing);
  for (std::size_t i = 0; i < m_groups.size(); ++i) {
    expected[m_groups[i]] += static_cast<double>(m_reference[i]);
    found[m_groups[i]] += m_live[i];
  }
  const auto groups = static_cast<double>(m_groupCount);
  const auto live = static_cast<double>(m_samples);
  double sum = 0;
  for (std::size_t i = 0; i < m_groupCount; ++i) {
    const double from = expected[i] / (m_referenceSamples + kSmoothing * groups);
    const double to = found[i] / (live + kSmoothing * groups);
    sum += (to - from) * std::log(to / from);
  }
  const double byChance = (groups - 1) * (1 / live + 1 / m_referenceSamples);
  return std::max(0.0, sum - byChance);
}

double Detector::ks() const
{
  double expected = 0;
  double found = 0;
  double largest = 0;
  for (std::size_t i = 0; i < m_reference.size(); ++i) {
    expected += static_cast<double>(m_reference[i]) / m_referenceSamples;
    found += m_live[i] / static_cast<double>(m_samples);
    largest = std::max(largest, std::abs(found - expected));
  }
  return largest;
}

} // namespace numeral::drift
