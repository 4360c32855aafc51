#include "monitoring/alerts/Watch.h"

#include <utility>

namespace numeral::alerts {

Watch::Watch(std::chrono::milliseconds interval, std::function<void()> work)
    : m_work(std::move(work)), m_thread([this, interval] { run(interval); })
{
}

Watch::~Watch()
{
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  m_wake.notify_all();
  m_thread.join();
}

void Watch::run(std::chrono::milliseconds interval)
{
  std::unique_lock lock(m_mutex);
  while (!m_stopping) {
    lock.unlock();
    m_work();
    lock.lock();
    m_wake.wait_for(lock, interval, [this] { return m_stopping; });
  }
}

} // namespace numeral::alerts
