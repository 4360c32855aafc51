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
  /// `read` is called on the threads of those who ask, and now; what it needs must outlive `registry`'s text().
  LogMetrics(Registry& registry, std::function<report::LogState()> read);
  ~LogMetrics();

private:
  class Impl;
  std::shared_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
