/// A histogram of latencies in few rows with round borders.
#pragma once

#include <cstdint>
#include <vector>

#include "monitoring/client/LoadReport.h"

namespace numeral::cli {

/// Seconds; a border belongs to the row above it.
struct LatencyRow {
  double from = 0;
  double to = 0;
  std::uint64_t count = 0;
};

/// From the shortest to the longest latency, twenty rows at most, each as much wider than the one before as the next;
/// none without a latency.
std::vector<LatencyRow> latencyRows(const client::LatencyHistogram& histogram);

} // namespace numeral::cli
