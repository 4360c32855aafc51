/// A clock that a test moves.
#pragma once

#include <chrono>

#include "core/base/Clock.h"

namespace numeral::test {

class Clock {
public:
  /// Ends with this object.
  base::SteadyNow now() const
  {
    return [this] { return base::TimePoint(std::chrono::duration_cast<base::Steady::duration>(m_time)); };
  }
  void wait(double seconds) { m_time += std::chrono::duration<double>(seconds); }

private:
  std::chrono::duration<double> m_time{1000};
};

} // namespace numeral::test
