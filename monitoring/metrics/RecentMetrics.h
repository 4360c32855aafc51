/// Tells what the last minute was like and whether the server is ready, at the moment that it is asked.
#pragma once

#include <functional>
#include <memory>

#include "core/report/HttpTraffic.h"
#include "core/report/Traffic.h"
#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// A mean has no series while there is nothing to take it of.
/// Threads: any.
class RecentMetrics {
public:
  /// Called on scrapes' threads.
  struct Sources {
    std::function<report::Traffic()> engine;
    std::function<report::HttpTraffic()> http;
    std::function<bool()> ready;
  };

  /// `registry` must outlive this.
  RecentMetrics(Registry& registry, Sources sources);
  ~RecentMetrics();

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
