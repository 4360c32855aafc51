/// Shows how far what models read is from what they were made for.
#pragma once

#include <memory>
#include <vector>

#include "core/report/Drift.h"
#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// Threads: any.
class DriftMetrics {
public:
  /// `registry` must outlive this.
  explicit DriftMetrics(Registry& registry);
  ~DriftMetrics();

  /// What is not in `models` any longer, and what lies beyond kMaxModels and kMaxClasses, has no series.
  void show(const std::vector<report::ModelDrift>& models);

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
