/// Watches the loaded models for drift and shows it on /metrics.
#pragma once

#include <string>

#include "core/model/Bundle.h"
#include "monitoring/drift/DriftMonitor.h"
#include "monitoring/logging/Log.h"
#include "monitoring/metrics/DriftMetrics.h"
#include "monitoring/metrics/Registry.h"

namespace numeral::service {

/// Threads: any.
class DriftWatch {
public:
  /// Both must outlive this.
  DriftWatch(metrics::Registry& registry, logging::Log& log);

  engine::Observer& observer() { return m_monitor; }
  const drift::DriftMonitor& monitor() const { return m_monitor; }

  /// Says on the log where there is a reference that cannot be used.
  void modelLoaded(const model::Bundle& bundle);
  void modelUnloaded(const std::string& name) { m_monitor.modelUnloaded(name); }

private:
  logging::Log& m_log;
  drift::DriftMonitor m_monitor;
  metrics::DriftMetrics m_metrics;
};

} // namespace numeral::service
