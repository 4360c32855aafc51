/// The routes as data: what is served where, and under which name metrics count it.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Files.h"
#include "monitoring/metrics/HttpMetrics.h"
#include "monitoring/server/http/RequestHead.h"
#include "monitoring/server/http/Response.h"

namespace numeral::server {

struct Request {
  const RequestHead& head;
  base::Bytes body; ///< empty where the route takes none
  std::string id;
  base::TimePoint deadline;
  std::vector<std::string_view> parameters; ///< what stood in the path for each {name}, as sent
  std::string traceId = {};                 ///< for the log
};

/// Who may ask.
enum class Access {
  Everyone,
  KeyOrOnceAMinute, ///< with a key as often as wanted; without one once a minute, whoever they are
  Key,              ///< nobody where no key is set
};

/// How errors are told.
enum class ProblemStyle {
  Problem,   ///< application/problem+json
  Inference, ///< application/json: clients of the Open Inference Protocol take nothing else
};

struct Route {
  using Handler = std::function<Response(Request&)>;

  std::string method; ///< a GET answers HEAD too
  std::string path;   ///< "/v2/models/{model}": {name} stands for one part that is not empty
  std::string label;  ///< for metrics; several routes may share one
  Handler handler;
  bool onAdminPort = false;
  bool onDataPort = true;
  bool takesBody = false;
  std::size_t maxBody = std::numeric_limits<std::size_t>::max(); ///< bytes; the server's own limit holds as well
  bool whileDraining = true;                                     ///< false: refused once the server is stopping
  bool prediction = false;                                       ///< metrics count its clients one by one
  Access access = Access::Everyone;
  ProblemStyle problems = ProblemStyle::Problem;
  /// Members of the OpenAPI operation object as JSON: summary, tags, parameters but those of the path, requestBody, the
  /// responses of its own. What follows from the rest of the route is added by openApi(). Empty: not documented.
  std::string_view operation = {};
};

/// What anybody may have this machine work on: clients get their share of it, and a server may keep it for its keys.
inline bool isOpenWork(const Route& route) { return route.takesBody && route.access == Access::Everyone; }

/// Threads: immutable once made.
class RouteTable {
public:
  explicit RouteTable(std::vector<Route> routes);

  struct Match {
    const Route* route = nullptr;        ///< null: no route of that path and method
    std::optional<std::size_t> endpoint; ///< index into endpoints()
    std::string allow;                   ///< the path's methods where only the method was wrong
    std::string label;                   ///< the path's label where only the method was wrong
    std::vector<std::string_view> parameters;
  };
  Match find(std::string_view method, std::string_view path, bool adminPort) const;

  const std::vector<Route>& routes() const { return m_routes; }
  /// Each method and label once.
  const std::vector<metrics::Endpoint>& endpoints() const { return m_endpoints; }

private:
  std::vector<Route> m_routes;
  std::vector<bool> m_hasParts;          ///< with names, one a route
  std::vector<std::size_t> m_endpointOf; ///< one a route
  std::vector<metrics::Endpoint> m_endpoints;
};

} // namespace numeral::server
