#include "monitoring/server/http/Guard.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <utility>

namespace numeral::server {
namespace {

/// Without the port.
std::string_view nameOf(std::string_view host)
{
  if (host.starts_with('['))
    return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool isLocalName(std::string_view name)
{
  constexpr std::string_view kLocal = "localhost";
  constexpr std::string_view kBelow = ".localhost"; // RFC 6761, section 6.3
  return equalIgnoringCase(name, kLocal) ||
         (name.size() > kBelow.size() && equalIgnoringCase(name.substr(name.size() - kBelow.size()), kBelow));
}

Problem tooMany(const std::string& sentence, double seconds)
{
  auto refused = problem(429, "too_many_requests", sentence);
  refused.headers.emplace_back("Retry-After", std::to_string(std::max(1L, static_cast<long>(std::ceil(seconds)))));
  return refused;
}

} // namespace

std::optional<Problem> Guard::refuseHost(const RequestHead& head, bool onLoopback) const
{
  const auto host = head.header("Host");
  if (!onLoopback || !host)
    return std::nullopt;
  const auto name = nameOf(*host);
  // An address cannot be rebound.
  if (isLocalName(name) || parseIpAddress(name))
    return std::nullopt;
  const auto peer = parseIpAddress(head.client);
  if (peer && contains(m_config.trustedProxies, *peer))
    return std::nullopt;
  return closing(problem(421, "misdirected_request",
                         "This server listens on this machine alone and is called localhost or 127.0.0.1, not '" +
                             std::string(name) +
                             "'. Let --host choose another address, or name the gateway by --trusted-proxy."));
}

std::optional<Problem> Guard::refuseAccess(const RequestHead& head, const Route& route) const
{
  const bool needed = route.access == Access::Key || (m_config.keyForAll && isOpenWork(route));
  if (!needed || (!m_config.keys.empty() && m_config.keys.allows(head)))
    return std::nullopt;
  if (m_config.keys.empty())
    return problem(403, "forbidden",
                   route.path +
                       " is open to holders of an API key, and this server has none; --api-key-file sets some.");
  auto refused =
      problem(401, "unauthorized", "This wants a valid API key, as the header X-API-Key or as Authorization: Bearer.");
  refused.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"numeral\"");
  return refused;
}

bool Guard::isTrusted(const std::string& client) const
{
  const auto address = parseIpAddress(client);
  return address && contains(m_config.trustedProxies, *address);
}

std::optional<double> Guard::untilAllowed(const Route& route)
{
  constexpr double kMinute = 60;
  const std::lock_guard lock(m_mutex);
  const auto now = base::Steady::now();
  const auto [asked, first] = m_asked.try_emplace(route.path, now);
  const double since = std::chrono::duration<double>(now - asked->second).count();
  if (!first && since < kMinute)
    return kMinute - since;
  asked->second = now;
  return std::nullopt;
}

tl::expected<std::optional<ClientLimits::Pass>, Problem> Guard::admit(const RequestHead& head,
                                                                      const std::string& client, const Route& route)
{
  if (route.access == Access::KeyOrOnceAMinute && !m_config.keys.allows(head))
    if (const auto wait = untilAllowed(route))
      return tl::unexpected(tooMany("Without an API key " + route.path + " may be asked for once a minute.", *wait));
  if (!isOpenWork(route) || isTrusted(client))
    return std::nullopt;
  auto pass = m_limits.enter(client, base::Steady::now());
  if (pass)
    return std::optional(std::move(*pass));
  return tl::unexpected(
      tooMany("This address asks for more than its share. Try again in a moment, with fewer at a time.", pass.error()));
}

tl::expected<std::optional<BodyMemory::Share>, Problem> Guard::admitBody(const std::string& client, std::size_t bytes)
{
  // Photographs come in bursts; what is refused at once comes back at once, and costs more than to let it wait.
  constexpr std::chrono::seconds kPatience{1};
  if (!m_bodies.needsShare(bytes))
    return std::nullopt;
  auto share = m_bodies.take(isTrusted(client) ? std::string() : client, bytes, base::Steady::now() + kPatience);
  if (!share)
    return tl::unexpected(closing(
        problem({base::ErrorCode::QueueFull, "Too many large requests are under way. Try again in a moment.", {}})));
  return share;
}

} // namespace numeral::server
