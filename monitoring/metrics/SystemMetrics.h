/// Tells what process, container and host use, read when it is asked for.
#pragma once

#include <functional>
#include <memory>

#include "core/report/System.h"
#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// What could not be read has no series.
/// Threads: any.
class SystemMetrics {
public:
  /// `read` is called on scrapes' threads. `registry` must outlive this.
  SystemMetrics(Registry& registry, std::function<report::System()> read);
  ~SystemMetrics();

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
