/// Counts right answers that people gave, and how often what was read was right.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/feedback/Record.h"
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

  /// Makes the children of a model's classes, all 0: kMaxClasses in all, the rest is "other".
  void knowClasses(const std::vector<std::string>& classes);

  /// Each is counted; for the accuracy the last one of a request takes the place of those before.
  /// `classes`: those of the model that read it.
  void given(const feedback::Record& record, const std::vector<std::string>& classes);

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::metrics
