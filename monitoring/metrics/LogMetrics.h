/// How the program's log is doing: its messages, its places, its file.
#pragma once

#include <functional>
#include <memory>

#include "core/report/LogState.h"
#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// Read whenever the metrics are asked for.
/// Threads: any.
class LogMetrics {
public:
  /// `read` is called on scrapes' threads. `registry` must outlive this.
  LogMetrics(Registry& registry, std::function<report::LogState()> read);
  ~LogMetrics();

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
