/// Alerts in process: reads once a second, judges, logs, counts, and has mails sent.
#pragma once

#include <memory>

#include "app/service/AlertOptions.h"
#include "app/service/AlertReadings.h"
#include "core/report/Alert.h"
#include "monitoring/logging/Log.h"
#include "monitoring/metrics/Registry.h"
#include "monitoring/server/routes/AlertRoutes.h"

namespace numeral::service {

/// Threads: any; two of its own, one that reads and judges, one that mails.
class Alerting {
public:
  /// What it watches and tells; all must outlive it.
  struct Sources {
    ReadingSources readings;
    metrics::Registry& metrics;
    logging::Log& log;
  };

  Alerting(const AlertOptions& options, const Sources& sources);
  /// Mails that wait are dropped.
  ~Alerting();

  /// Reads and judges no more; what was found can still be asked for.
  void stop();

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
