/// A thread that does one thing again and again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace numeral::alerts {

class Watch {
public:
  /// The first time at once, then each `interval` after the last one ended. `work` runs on the thread of its own.
  Watch(std::chrono::milliseconds interval, std::function<void()> work);
  /// Waits for the work that is under way.
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

private:
  void run(std::chrono::milliseconds interval);

  std::function<void()> m_work;
  std::mutex m_mutex; ///< guards what follows
  std::condition_variable m_wake;
  bool m_stopping = false;
  std::thread m_thread; ///< last: it uses all of the above
};

} // namespace numeral::alerts
