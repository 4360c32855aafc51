/// All rules and how they stand; looks at readings and says what is to be told.
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "core/report/Alert.h"
#include "monitoring/alerts/Alarm.h"
#include "monitoring/alerts/Readings.h"
#include "monitoring/alerts/Rules.h"

namespace numeral::alerts {

/// What one look at the readings changed.
struct Change {
  enum class Kind { Began, Ended };
  Kind kind = Kind::Began;
  report::Alert alert;
  bool news = false;       ///< the state changed just now; false: only the cooldown is over
  bool notify = false;     ///< somebody is to be told
  bool suppressed = false; ///< nobody is, because of the cooldown
};

/// Threads: any.
class Evaluator {
public:
  /// `cooldown`: seconds between two notifications of one rule's firing. `unixNow`: of the start.
  Evaluator(const std::vector<Rule>& rules, double cooldown, double unixNow);

  /// `now`: seconds on a clock that never goes back. Changes in the order of the rules.
  std::vector<Change> evaluate(const Readings& readings, double now, double unixNow);

  std::vector<report::Alert> alerts() const;
  /// The latest first, twenty at most.
  std::vector<report::AlertEvent> last() const;

private:
  mutable std::mutex m_mutex; ///< guards what follows
  std::vector<Alarm> m_alarms;
  std::deque<report::AlertEvent> m_last;
};

} // namespace numeral::alerts
