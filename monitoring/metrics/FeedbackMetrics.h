/// Counts right answers that people gave, and how often what was read was right.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// The accuracy is that of so many requests.
inline constexpr std::size_t kAccuracyWindow = 1000;

/// Threads: any.
class FeedbackMetrics {
public:
  /// `registry` must outlive this.
  explicit FeedbackMetrics(Registry& registry);
  ~FeedbackMetrics();

  /// Each is counted; for the accuracy the last one of a request takes the place of those before.
  void given(const std::string& requestId, bool correct);

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
