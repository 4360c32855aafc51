/// Jobs waiting for a worker, one line a lane, the lanes in order of who waits most impatiently.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "core/engine/Job.h"

namespace numeral::engine {

/// Unbounded: what may wait is bounded where requests are admitted.
/// Threads: any.
class LaneQueue {
public:
  void push(JobPtr job)
  {
    {
      const std::scoped_lock lock(m_mutex);
      m_lanes[static_cast<std::size_t>(job->options.lane)].push_back(std::move(job));
      ++m_size;
    }
    m_arrived.notify_one();
  }

  /// Waits for a job, then gives the queue to `take` under its lock; what it leaves is for another worker. False: the
  /// queue was closed.
  template <class Take> bool whenNotEmpty(Take take)
  {
    std::unique_lock lock(m_mutex);
    m_arrived.wait(lock, [this] { return m_closed || m_size > 0; });
    if (m_closed)
      return false;
    take(*this);
    if (m_size > 0)
      m_arrived.notify_one();
    return true;
  }

  /// Within whenNotEmpty(): the first job of the first lane.
  JobPtr popFront()
  {
    for (auto& lane : m_lanes)
      if (!lane.empty()) {
        auto job = std::move(lane.front());
        lane.pop_front();
        --m_size;
        return job;
      }
    return nullptr;
  }

  /// Within whenNotEmpty(): offers the jobs in order; those for which `done` says true leave the queue.
  /// Stops early once `enough` says so.
  template <class DoneWith, class Enough> void sift(DoneWith done, Enough enough)
  {
    for (auto& lane : m_lanes)
      for (auto it = lane.begin(); it != lane.end() && !enough();) {
        if (done(*it)) {
          it = lane.erase(it);
          --m_size;
        } else {
          ++it;
        }
      }
  }

  /// Wakes every waiting worker for good.
  void close()
  {
    {
      const std::scoped_lock lock(m_mutex);
      m_closed = true;
    }
    m_arrived.notify_all();
  }

  /// What was still waiting when the queue was closed.
  std::vector<JobPtr> takeAll()
  {
    const std::scoped_lock lock(m_mutex);
    std::vector<JobPtr> jobs;
    while (auto job = popFront())
      jobs.push_back(std::move(job));
    return jobs;
  }

private:
  std::mutex m_mutex;
  std::condition_variable m_arrived;
  std::array<std::deque<JobPtr>, kLanes> m_lanes;
  std::size_t m_size = 0;
  bool m_closed = false;
};

} // namespace numeral::engine
