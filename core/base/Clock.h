/// The two clocks of the program: a steady one for durations and deadlines, the wall clock for time stamps.
#pragma once

#include <chrono>
#include <functional>

namespace numeral::base {

using Steady = std::chrono::steady_clock;
using TimePoint = Steady::time_point;

/// Tells what time it is; a test gives one of its own.
using SteadyNow = std::function<TimePoint()>;

inline double secondsBetween(TimePoint from, TimePoint to) { return std::chrono::duration<double>(to - from).count(); }

inline double secondsSince(TimePoint from) { return secondsBetween(from, Steady::now()); }

/// Seconds since 1970-01-01 UTC, with the fraction.
inline double unixTime()
{
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace numeral::base
