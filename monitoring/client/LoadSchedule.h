/// Says when each request of a load test is to be sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/Clock.h"
#include "monitoring/client/LoadPlan.h"

namespace numeral::client {

/// Request k of a rate is due k/rate seconds after the start, and goes to target k modulo their number, so that what
/// waits need not be kept: it can be counted.
/// Threads: one.
class LoadSchedule {
public:
  LoadSchedule(const LoadPlan& plan, base::TimePoint start);

  /// Takes the target's next request if it may be sent by now: the time from which its latency counts.
  std::optional<base::TimePoint> take(std::size_t target, base::TimePoint now);

  /// When the target's next request is due; TimePoint::max() for never.
  base::TimePoint nextDue(std::size_t target) const;

  /// With a rate, what is due and was not taken.
  std::uint64_t backlog(base::TimePoint now) const;

  /// Nothing will be given any more.
  bool finished(base::TimePoint now) const;

private:
  std::uint64_t numberOfNext(std::size_t target) const;
  bool ended(base::TimePoint now) const { return now >= m_end; }

  base::TimePoint m_start;
  base::TimePoint m_end;
  std::optional<double> m_rate;
  std::uint64_t m_requests;
  std::uint64_t m_taken = 0;
  std::vector<std::uint64_t> m_takenBy; ///< one a target
};

} // namespace numeral::client
