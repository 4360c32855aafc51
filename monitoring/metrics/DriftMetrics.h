/// Shows how far what models read is from what they were made for.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/report/Drift.h"
#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// What lies beyond kMaxModels and kMaxClasses has no series.
/// Threads: any.
class DriftMetrics {
public:
  /// `read` is called on scrapes' threads. `registry` must outlive this.
  DriftMetrics(Registry& registry, std::function<std::vector<report::ModelDrift>()> read);
  ~DriftMetrics();

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
