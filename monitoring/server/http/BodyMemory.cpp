#include "monitoring/server/http/BodyMemory.h"

namespace numeral::server {

BodyMemory::Share::~Share()
{
  if (m_memory == nullptr)
    return;
  {
    const std::lock_guard lock(m_memory->m_mutex);
    m_memory->m_taken -= m_bytes;
    const auto held = m_memory->m_held.find(m_client);
    if ((held->second -= m_bytes) == 0)
      m_memory->m_held.erase(held);
  }
  m_memory->m_freed.notify_all();
}

bool BodyMemory::fits(const std::string& client, std::size_t bytes) const
{
  const auto within = [bytes](std::size_t held, std::size_t most) { return held == 0 || held + bytes <= most; };
  const auto held = m_held.find(client);
  return within(m_taken, m_config.total) &&
         (client.empty() || held == m_held.end() || within(held->second, m_config.perClient));
}

std::optional<BodyMemory::Share> BodyMemory::take(const std::string& client, std::size_t bytes, base::TimePoint until)
{
  std::unique_lock lock(m_mutex);
  if (!m_freed.wait_until(lock, until, [&] { return fits(client, bytes); }))
    return std::nullopt;
  m_taken += bytes;
  m_held[client] += bytes;
  return Share(*this, client, bytes);
}

} // namespace numeral::server
