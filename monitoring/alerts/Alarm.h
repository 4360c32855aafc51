/// One rule's state: normal, pending, firing, resolved.
#pragma once

#include <optional>

#include "core/report/Alert.h"
#include "monitoring/alerts/Rules.h"

namespace numeral::alerts {

/// So long without a reading, and nobody can say that the alert still holds: it ends.
inline constexpr double kForgottenSeconds = 300;

/// Threads: one at a time.
class Alarm {
public:
  /// `cooldown`: seconds between two notifications of its firing.
  Alarm(const Rule& rule, double cooldown, double unixNow);

  struct Step {
    bool began = false; ///< to fire
    bool ended = false;
    bool tellFiring = false;   ///< notify; also later, where the cooldown held it back and it fires still
    bool tellResolved = false; ///< only where the firing was told
    bool suppressed = false;   ///< began to fire within the cooldown
  };

  /// `now`: seconds on any clock that never goes back.
  Step evaluate(const std::optional<double>& value, double now, double unixNow);

  const Rule& rule() const { return m_rule; }
  report::Alert report() const;

private:
  using State = report::Alert::State;

  void look(double value, double passed, double unixNow, Step& step);
  void missNothing(double passed, double unixNow, Step& step);
  void become(State state, double unixNow);
  void end(double unixNow, Step& step);
  void notify(double now, Step& step);

  Rule m_rule;
  double m_cooldown;
  State m_state = State::Normal;
  double m_since; ///< Unix time
  std::optional<double> m_value;
  std::optional<double> m_lastLook;
  std::optional<double> m_lastTold; ///< on the clock of `now`
  double m_held = 0;                ///< seconds that the condition was seen to hold
  double m_missing = 0;             ///< seconds without a reading
  bool m_told = false;              ///< this firing
};

} // namespace numeral::alerts
