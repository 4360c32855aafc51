#include "monitoring/logging/LogRing.h"

#include <algorithm>
#include <utility>

namespace numeral::logging {

LogRing::LogRing(std::size_t capacity) : m_capacity(std::max<std::size_t>(capacity, 1)) {}

void LogRing::push(report::LogRecord record) noexcept
{
  try {
    {
      const std::lock_guard lock(m_mutex);
      if (m_records.size() == m_capacity) {
        m_records[m_oldest] = std::move(record);
        m_oldest = (m_oldest + 1) % m_capacity;
        ++m_missed;
        return;
      }
      m_records.push_back(std::move(record));
      if (m_records.size() > 1)
        return;
    }
    const std::lock_guard lock(m_wakeMutex);
    if (m_wake)
      m_wake();
  } catch (...) { // out of memory: a log line is not worth the program
  }
}

LogRing::Taken LogRing::take()
{
  Taken taken;
  std::size_t oldest = 0;
  {
    const std::lock_guard lock(m_mutex);
    taken.records.swap(m_records);
    taken.missed = std::exchange(m_missed, 0);
    oldest = std::exchange(m_oldest, 0);
  }
  std::rotate(taken.records.begin(), taken.records.begin() + static_cast<std::ptrdiff_t>(oldest), taken.records.end());
  return taken;
}

void LogRing::setWake(std::function<void()> wake)
{
  const std::lock_guard lock(m_wakeMutex);
  m_wake = std::move(wake);
}

} // namespace numeral::logging
