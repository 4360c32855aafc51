#include "monitoring/alerts/Alarm.h"

#include <algorithm>
#include <cmath>

namespace numeral::alerts {

Alarm::Alarm(const Rule& rule, double cooldown, double unixNow) : m_rule(rule), m_cooldown(cooldown), m_since(unixNow)
{
}

Alarm::Step Alarm::evaluate(const std::optional<double>& value, double now, double unixNow)
{
  Step step;
  const double passed = std::max(0.0, now - m_lastLook.value_or(now));
  m_lastLook = now;
  m_value = value && std::isfinite(*value) ? value : std::nullopt;
  if (m_value)
    look(*m_value, passed, unixNow, step);
  else
    missNothing(passed, unixNow, step);
  notify(now, step);
  return step;
}

void Alarm::look(double value, double passed, double unixNow, Step& step)
{
  m_missing = 0;
  if (m_state == State::Firing) {
    if (!holds(m_rule.comparison, value, m_rule.clear))
      end(unixNow, step);
    return;
  }
  if (!holds(m_rule.comparison, value, m_rule.threshold)) {
    if (m_state == State::Pending)
      become(State::Normal, unixNow);
    return;
  }
  if (m_state != State::Pending) {
    become(State::Pending, unixNow);
    m_held = 0;
  } else {
    m_held += passed;
  }
  if (m_held >= m_rule.forSeconds) {
    become(State::Firing, unixNow);
    m_told = false;
    step.began = true;
  }
}

/// The time in which nothing was seen counts neither for nor against it.
void Alarm::missNothing(double passed, double unixNow, Step& step)
{
  if (m_state != State::Pending && m_state != State::Firing)
    return;
  m_missing += passed;
  if (m_missing < kForgottenSeconds)
    return;
  if (m_state == State::Firing)
    end(unixNow, step);
  else
    become(State::Normal, unixNow);
}

void Alarm::become(State state, double unixNow)
{
  m_state = state;
  m_since = unixNow;
  m_missing = 0;
}

void Alarm::end(double unixNow, Step& step)
{
  become(State::Resolved, unixNow);
  step.ended = true;
  step.tellResolved = m_told;
}

void Alarm::notify(double now, Step& step)
{
  if (m_state != State::Firing || m_told)
    return;
  if (m_lastTold && now - *m_lastTold < m_cooldown) {
    step.suppressed = step.began;
    return;
  }
  m_lastTold = now;
  m_told = true;
  step.tellFiring = true;
}

report::Alert Alarm::report() const
{
  return {.name = m_rule.name,
          .severity = m_rule.severity,
          .state = m_state,
          .reading = m_rule.readingName,
          .comparison = symbol(m_rule.comparison),
          .threshold = m_rule.threshold,
          .forSeconds = m_rule.forSeconds,
          .since = m_since,
          .value = m_value,
          .summary = m_rule.summary,
          .description = m_rule.description,
          .remedy = m_rule.remedy,
          .runbook = m_rule.runbook};
}

} // namespace numeral::alerts
