/// Who may ask for what, and how much of it: everything between a well-formed head and its route.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Clock.h"
#include "monitoring/server/http/ApiKeys.h"
#include "monitoring/server/http/BodyMemory.h"
#include "monitoring/server/http/ClientLimits.h"
#include "monitoring/server/http/IpAddress.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/http/RequestHead.h"
#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

struct GuardConfig {
  ApiKeys keys;
  bool keyForAll = false; ///< also for open work
  std::vector<IpRange> trustedProxies;
  ClientLimits::Config limits;
  BodyMemory::Config bodies;
};

/// Threads: any.
class Guard {
public:
  explicit Guard(GuardConfig config) : m_config(std::move(config)), m_limits(m_config.limits), m_bodies(m_config.bodies)
  {
  }

  /// The address that answers for the request.
  std::string clientOf(const RequestHead& head) const { return server::clientOf(head, m_config.trustedProxies); }

  /// 421 for a name that a listener on loopback does not have: a web page somewhere, whose own name somebody pointed at
  /// 127.0.0.1 to get past the browser's rules (DNS rebinding). Gateways in front of it are trusted proxies.
  std::optional<Problem> refuseHost(const RequestHead& head, bool onLoopback) const;

  /// 401, 403.
  std::optional<Problem> refuseAccess(const RequestHead& head, const Route& route) const;

  /// 429, or a pass to be held until the answer is sent. Trusted proxies have no share, nor has what is no open work.
  tl::expected<std::optional<ClientLimits::Pass>, Problem> admit(const RequestHead& head, const std::string& client,
                                                                 const Route& route);

  /// 503 after a moment without room for a body of so many bytes; or a share to be held until the answer is sent, none
  /// for a small one. Trusted proxies are bounded by what there is for all.
  tl::expected<std::optional<BodyMemory::Share>, Problem> admitBody(const std::string& client, std::size_t bytes);

private:
  bool isTrusted(const std::string& client) const;
  /// Seconds until the route may be asked for without a key again; none: now, which counts as asked.
  std::optional<double> untilAllowed(const Route& route);

  const GuardConfig m_config;
  ClientLimits m_limits;
  BodyMemory m_bodies;
  std::mutex m_mutex;                             ///< guards what follows
  std::map<std::string, base::TimePoint> m_asked; ///< by path: when without a key, where that is once a minute
};

} // namespace numeral::server
