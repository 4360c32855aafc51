/// Alerts in process: reads once a second, judges, logs, counts, and has mails sent.
#pragma once

#include <filesystem>
#include <memory>

#include "app/service/AlertOptions.h"
#include "core/model/Store.h"
#include "core/report/Alert.h"
#include "monitoring/logging/Log.h"
#include "monitoring/metrics/Registry.h"
#include "monitoring/server/routes/AlertRoutes.h"
#include "monitoring/statistics/EngineStatistics.h"

namespace numeral::service {

/// Threads: any; two of its own, one that reads and judges, one that mails.
class Alerting {
public:
  /// What it watches and tells; all must outlive it.
  struct Sources {
    const statistics::EngineStatistics& statistics;
    const model::Store& store;
    std::filesystem::path stateFolder; ///< empty: none
    metrics::Registry& metrics;
    logging::Log& log;
  };

  Alerting(const AlertOptions& options, const Sources& sources);
  /// Mails that wait are dropped.
  ~Alerting();

  /// Whether the server is meant to answer, and so must be ready.
  void setServing(bool serving);

  report::AlertReport report() const;
  /// For the server's routes; they must not be called any more once this is gone.
  server::AlertControls controls();

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::service
