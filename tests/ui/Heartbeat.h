/// How long the event loop was kept from its timers.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include <QTimer>

#include "core/base/Clock.h"

namespace numeral::test {

/// A timer on the GUI thread, and beside it a bare thread that only sleeps as long: what the thread misses is the
/// machine's doing and not the window's.
/// Threads: the GUI thread's.
class Heartbeat {
public:
  explicit Heartbeat(std::function<int()> progress = {}) : m_progress(std::move(progress))
  {
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
    m_timer.start(kPeriod);
    m_control = std::thread([this] { sleepAndWake(); });
  }
  ~Heartbeat()
  {
    m_over = true;
    m_control.join();
  }
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  /// Forgets what was before.
  void restart()
  {
    m_last = base::Steady::now();
    m_longest = 0;
    m_stalls = 0;
    m_longestControl = 0;
  }

  double longest() const { return m_longest; }  ///< seconds between two beats
  int longestAt() const { return m_longestAt; } ///< the progress then
  int stalls() const { return m_stalls; }       ///< above kStall
  double longestControl() const { return m_longestControl; }

  static constexpr std::chrono::milliseconds kPeriod{5};
  static constexpr double kStall = 0.05;

private:
  void beat()
  {
    const auto now = base::Steady::now();
    const double gap = base::secondsBetween(m_last, now);
    if (gap > m_longest) {
      m_longest = gap;
      m_longestAt = m_progress ? m_progress() : 0;
    }
    m_stalls += gap > kStall ? 1 : 0;
    m_last = now;
  }

  void sleepAndWake()
  {
    auto last = base::Steady::now();
    while (!m_over) {
      std::this_thread::sleep_for(kPeriod);
      const auto now = base::Steady::now();
      m_longestControl = std::max(m_longestControl.load(), base::secondsBetween(last, now));
      last = now;
    }
  }

  std::function<int()> m_progress;
  QTimer m_timer;
  base::TimePoint m_last = base::Steady::now();
  double m_longest = 0;
  int m_longestAt = 0;
  int m_stalls = 0;
  std::atomic<bool> m_over = false;
  std::atomic<double> m_longestControl = 0;
  std::thread m_control;
};

} // namespace numeral::test
