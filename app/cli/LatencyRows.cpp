#include "app/cli/LatencyRows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace numeral::cli {
namespace {

constexpr std::size_t kMaxRows = 20;

/// Round numbers within a decade, finest first.
constexpr std::array kTenSteps = {1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.3, 8.0};
constexpr std::array kThreeSteps = {1.0, 2.0, 5.0};
constexpr std::array kOneStep = {1.0};
constexpr std::array<std::span<const double>, 3> kSeries = {kTenSteps, kThreeSteps, kOneStep};

/// The borders around `least` and `most` and between them.
std::vector<double> borders(std::span<const double> steps, double least, double most)
{
  constexpr int kLowestDecade = -7;
  constexpr int kHighestDecade = 5;
  std::vector<double> found;
  for (int decade = kLowestDecade; decade <= kHighestDecade; ++decade)
    for (const double step : steps) {
      const double border = step * std::pow(10, decade);
      if (border <= least)
        found.assign({border});
      else if (found.empty() || found.back() <= most)
        found.push_back(border);
    }
  return found;
}

} // namespace

std::vector<LatencyRow> latencyRows(const client::LatencyHistogram& histogram)
{
  if (histogram.count() == 0)
    return {};
  std::vector<double> edges;
  for (const auto& steps : kSeries) {
    edges = borders(steps, histogram.min(), histogram.max());
    if (edges.size() <= kMaxRows + 1)
      break;
  }
  std::vector<LatencyRow> rows;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i)
    rows.push_back({edges[i], edges[i + 1], 0});
  using Buckets = client::LatencyBuckets;
  for (std::size_t i = 0; i < Buckets::kCount; ++i) {
    if (histogram.counts()[i] == 0)
      continue;
    const double value = std::clamp(Buckets::middle(i), histogram.min(), histogram.max());
    const auto above =
        std::find_if(rows.begin(), rows.end() - 1, [value](const LatencyRow& row) { return value < row.to; });
    above->count += histogram.counts()[i];
  }
  return rows;
}

} // namespace numeral::cli
