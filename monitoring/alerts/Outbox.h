/// Messages on their way: a bounded queue, and a thread that delivers them and tries again.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/base/Error.h"
#include "monitoring/alerts/Message.h"

namespace numeral::alerts {

/// Threads: any.
class Outbox {
public:
  struct Config {
    std::size_t capacity = 64;                  ///< messages that wait; further ones fail at once
    int attempts = 6;                           ///< for each message
    std::chrono::milliseconds firstPause{2000}; ///< before the second attempt; doubled for each further one
  };
  /// Delivers one, or says why not; Io, DeadlineExceeded and QueueFull are worth another attempt. Asks `giveUp` while
  /// it waits. Runs on the outbox's thread.
  using Send = std::function<base::Expected<void>(const Message&, const std::function<bool()>& giveUp)>;
  /// What became of a message, on the outbox's thread or, where the queue is full, on the caller's.
  using Done = std::function<void(const Message&, const base::Expected<void>&)>;

  Outbox(Config config, Send send, Done done);
  /// What waits is dropped, and fails as Cancelled; what is under way is given up.
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Returns at once.
  void put(Message message);

private:
  void run();
  base::Expected<void> deliver(const Message& message);
  /// False once it is time to stop.
  bool pause(std::chrono::milliseconds length);

  const Config m_config;
  const Send m_send;
  const Done m_done;
  std::mutex m_mutex; ///< guards the queue; m_stopping is set under it
  std::condition_variable m_wake;
  std::deque<Message> m_waiting;
  std::atomic<bool> m_stopping = false;
  std::thread m_thread; ///< last: it uses all of the above
};

} // namespace numeral::alerts
