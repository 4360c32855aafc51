/// One place of the log: lines wait in a bounded queue until a thread of its own has written them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "core/base/Clock.h"
#include "monitoring/logging/Output.h"

namespace numeral::logging {

/// Bytes that may wait for one place; what comes then is dropped and counted.
inline constexpr std::size_t kMaxWaiting = 4u << 20;

/// What the place does not accept waits and is tried again once a second.
/// Threads: any. Nobody who logs waits for more than the copying of a line.
class LogSink {
public:
  /// Both are called on the sink's own thread, without a lock.
  struct Listener {
    /// The place fails (why), or does no longer (empty).
    std::function<void(const std::string& problem)> changed;
    /// A line, to stand where so many were dropped. May be empty.
    std::function<std::string(std::uint64_t)> gap;
  };

  LogSink(std::unique_ptr<Output> output, Listener listener);
  /// As finish().
  ~LogSink();

  /// Tries the place before there is a line for it.
  void start() noexcept;
  /// `line` ends in a line feed and has no other. `soon`: not when a few have come together, but at once.
  void push(std::string_view line, bool soon) noexcept;
  /// Until further notice nothing is written; it waits.
  void hold(bool held);
  void reopen();

  /// Until all that waits now is written; false where that did not come to be in time.
  bool flush(std::chrono::milliseconds patience);
  /// Writes what waits, tries once where the place fails, and takes nothing more. The lines that were lost by this.
  std::uint64_t finish() noexcept;

  struct State {
    bool up = true;
    std::string problem;
    std::uint64_t written = 0;
    std::uint64_t dropped = 0;
  };
  State state() const;

private:
  void run() noexcept;
  void startLocked();
  void await(std::unique_lock<std::mutex>& lock);
  bool attempt(std::uint64_t gap);
  void note(const base::Expected<void>& outcome, std::uint64_t lines);

  const std::unique_ptr<Output> m_output;
  const Listener m_listener;

  mutable std::mutex m_mutex; ///< guards what follows
  std::condition_variable m_wake;
  std::condition_variable m_rested; ///< an attempt is over
  std::string m_waiting;            ///< lines
  State m_state;
  std::uint64_t m_gap = 0; ///< lines dropped since one that says so
  bool m_busy = false;     ///< there are lines in m_taken that are not written
  bool m_soon = false;
  bool m_held = false;
  bool m_reopen = false;
  bool m_probe = false; ///< to be tried though nothing waits
  bool m_finishing = false;

  std::string m_taken;      ///< the thread's own: being written
  std::size_t m_offset = 0; ///< of it, what is written
  base::TimePoint m_retry;  ///< the thread's own: not before, where the place fails
  std::thread m_thread;
};

} // namespace numeral::logging
