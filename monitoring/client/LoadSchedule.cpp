#include "monitoring/client/LoadSchedule.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace numeral::client {
namespace {

base::Steady::duration toDuration(double seconds)
{
  return std::chrono::duration_cast<base::Steady::duration>(std::chrono::duration<double>(seconds));
}

} // namespace

LoadSchedule::LoadSchedule(const LoadPlan& plan, base::TimePoint start)
    : m_start(start), m_end(plan.duration ? start + toDuration(plan.duration->count()) : base::TimePoint::max()),
      m_rate(plan.rate), m_requests(plan.requests.value_or(std::numeric_limits<std::uint64_t>::max())),
      m_takenBy(plan.targets.size())
{
}

std::uint64_t LoadSchedule::numberOfNext(std::size_t target) const
{
  return m_rate ? m_takenBy[target] * m_takenBy.size() + target : m_taken;
}

base::TimePoint LoadSchedule::nextDue(std::size_t target) const
{
  const std::uint64_t number = numberOfNext(target);
  if (number >= m_requests)
    return base::TimePoint::max();
  const auto due = m_rate ? m_start + toDuration(static_cast<double>(number) / *m_rate) : m_start;
  return due < m_end ? due : base::TimePoint::max();
}

std::optional<base::TimePoint> LoadSchedule::take(std::size_t target, base::TimePoint now)
{
  const auto due = nextDue(target);
  if (ended(now) || due > now)
    return std::nullopt;
  ++m_taken;
  ++m_takenBy[target];
  return m_rate ? due : now;
}

std::uint64_t LoadSchedule::backlog(base::TimePoint now) const
{
  if (!m_rate)
    return 0;
  const double elapsed = base::secondsBetween(m_start, std::min(now, m_end));
  const auto passed = static_cast<std::uint64_t>(std::max(0.0, elapsed * *m_rate));
  const std::uint64_t due = std::min(m_requests, ended(now) ? passed : passed + 1); // number 0 is due at once
  return due > m_taken ? due - m_taken : 0;
}

bool LoadSchedule::finished(base::TimePoint now) const
{
  if (ended(now))
    return true;
  for (std::size_t target = 0; target < m_takenBy.size(); ++target)
    if (nextDue(target) != base::TimePoint::max())
      return false;
  return true;
}

} // namespace numeral::client
