#include "monitoring/alerts/Evaluator.h"

#include <cstddef>

namespace numeral::alerts {
namespace {

constexpr std::size_t kKept = 20;

Change changeOf(const Alarm& alarm, const Alarm::Step& step)
{
  const bool ended = step.ended;
  return {.kind = ended ? Change::Kind::Ended : Change::Kind::Began,
          .alert = alarm.report(),
          .news = ended || step.began,
          .notify = (ended ? step.tellResolved : step.tellFiring) && alarm.rule().mailed,
          .suppressed = step.suppressed && alarm.rule().mailed};
}

} // namespace

Evaluator::Evaluator(const std::vector<Rule>& rules, double cooldown, double unixNow)
{
  for (const Rule& rule : rules)
    m_alarms.emplace_back(rule, cooldown, unixNow);
}

std::vector<Change> Evaluator::evaluate(const Readings& readings, double now, double unixNow)
{
  const std::lock_guard lock(m_mutex);
  std::vector<Change> changes;
  for (Alarm& alarm : m_alarms) {
    const auto step = alarm.evaluate(readings.*alarm.rule().reading, now, unixNow);
    if (!step.began && !step.ended && !step.tellFiring)
      continue;
    changes.push_back(changeOf(alarm, step));
    const Change& change = changes.back();
    if (!change.news)
      continue;
    m_last.push_front({change.alert.name, change.alert.severity, step.ended, unixNow, change.alert.value});
    if (m_last.size() > kKept)
      m_last.pop_back();
  }
  return changes;
}

std::vector<report::Alert> Evaluator::alerts() const
{
  const std::lock_guard lock(m_mutex);
  std::vector<report::Alert> alerts;
  for (const Alarm& alarm : m_alarms)
    alerts.push_back(alarm.report());
  return alerts;
}

std::vector<report::AlertEvent> Evaluator::last() const
{
  const std::lock_guard lock(m_mutex);
  return {m_last.begin(), m_last.end()};
}

} // namespace numeral::alerts
