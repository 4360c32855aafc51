/// Counts alerts: which fire, and what became of their notifications.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

enum class Notification { Sent, Failed, Suppressed };

/// Threads: any.
class AlertMetrics {
public:
  /// `names`: of all rules. `registry` must outlive this.
  AlertMetrics(Registry& registry, const std::vector<std::string>& names);
  ~AlertMetrics();

  /// Names that are none of the rules' count nowhere.
  void firing(const std::string& name, bool fires);
  void notified(Notification outcome);

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
