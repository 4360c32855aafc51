/// The newest log records on their way to whoever shows them.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "core/report/LogRecord.h"

namespace numeral::logging {

/// Bounded: where nobody takes the records, the oldest go.
/// Threads: any. Nobody ever waits but for the moving of a pointer.
class LogRing {
public:
  explicit LogRing(std::size_t capacity);

  struct Taken {
    std::vector<report::LogRecord> records; ///< oldest first
    std::size_t missed = 0;                 ///< went before them, unseen
  };

  void push(report::LogRecord record) noexcept;
  /// What came since the last call.
  Taken take();

  /// Runs on the thread that logs when a record comes and none was waiting; must neither block nor log. The call
  /// returns once the old function runs nowhere any more.
  void setWake(std::function<void()> wake);

private:
  const std::size_t m_capacity;
  std::mutex m_mutex; ///< guards what follows
  std::vector<report::LogRecord> m_records;
  std::size_t m_oldest = 0; ///< where the next record goes once the ring is full
  std::size_t m_missed = 0;
  std::mutex m_wakeMutex; ///< guards m_wake; held while it runs
  std::function<void()> m_wake;
};

} // namespace numeral::logging
