#include "monitoring/server/http/ClientLimits.h"

#include <algorithm>
#include <iterator>

namespace numeral::server {
namespace {

/// No address is spelled like this.
constexpr const char* kRest = "the rest";

/// How long a client that has too much under way should wait; nobody knows when that will be answered.
constexpr double kBusySeconds = 1;

} // namespace

/// What a client may ask for at once after it was quiet: a second's worth.
double ClientLimits::most() const { return std::max(1.0, m_config.perSecond); }

ClientLimits::Pass::~Pass()
{
  if (m_client == nullptr)
    return;
  const std::lock_guard lock(m_limits.m_mutex);
  --m_client->underWay;
}

tl::expected<ClientLimits::Pass, double> ClientLimits::enter(const std::string& name, base::TimePoint now)
{
  const std::lock_guard lock(m_mutex);
  auto& client = clientOf(name, now);
  if (m_config.underWay != 0 && client.underWay >= m_config.underWay)
    return tl::unexpected(kBusySeconds);
  if (m_config.perSecond > 0) {
    fill(client, now);
    if (client.tokens < 1)
      return tl::unexpected((1 - client.tokens) / m_config.perSecond);
    client.tokens -= 1;
  }
  ++client.underWay;
  return Pass(*this, client);
}

ClientLimits::Client& ClientLimits::clientOf(const std::string& name, base::TimePoint now)
{
  if (const auto known = m_clients.find(name); known != m_clients.end())
    return known->second;
  if (m_clients.size() >= m_config.clients)
    forgetQuietOnes(now);
  const bool room = m_clients.size() < m_config.clients;
  return m_clients.try_emplace(room ? name : kRest, Client{most(), now, 0}).first->second;
}

/// Whose bucket is full again is as good as new. Once a second, so that a flood of addresses costs little.
void ClientLimits::forgetQuietOnes(base::TimePoint now)
{
  if (base::secondsBetween(m_forgotten, now) < 1)
    return;
  m_forgotten = now;
  for (auto entry = m_clients.begin(); entry != m_clients.end();) {
    fill(entry->second, now);
    const bool quiet = entry->second.underWay == 0 && entry->second.tokens >= most();
    entry = quiet ? m_clients.erase(entry) : std::next(entry);
  }
}

void ClientLimits::fill(Client& client, base::TimePoint now) const
{
  const double seconds = base::secondsBetween(client.filled, now);
  client.tokens = std::min(most(), client.tokens + std::max(0.0, seconds) * m_config.perSecond);
  client.filled = now;
}

} // namespace numeral::server
