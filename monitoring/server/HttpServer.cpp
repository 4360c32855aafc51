#include "monitoring/server/HttpServer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <utility>

#include "core/base/Clock.h"
#include "monitoring/metrics/FeedbackMetrics.h"
#include "monitoring/metrics/HttpMetrics.h"
#include "monitoring/server/http/Listener.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/http/RequestId.h"
#include "monitoring/server/http/RouteTable.h"
#include "monitoring/server/routes/BatchRoute.h"
#include "monitoring/server/routes/DocsRoutes.h"
#include "monitoring/server/routes/EngineClient.h"
#include "monitoring/server/routes/FeedbackRoute.h"
#include "monitoring/server/routes/PredictRoute.h"
#include "monitoring/server/routes/RecentAnswers.h"
#include "monitoring/server/routes/StatusRoutes.h"
#include "monitoring/server/routes/WebPage.h"

namespace numeral::server {
namespace {

/// Pictures only where feedback keeps them.
RecentLimits recentLimits(const Services& services)
{
  RecentLimits limits;
  if (!services.feedback || !(*services.feedback)->keepsPictures())
    limits.pictureBytes = 0;
  return limits;
}

/// Words for a head that CivetWeb could not read.
Problem badHead(int status)
{
  if (status == 505)
    return closing(problem(505, "malformed_request", "The server speaks HTTP/1.0 and HTTP/1.1."));
  return closing(problem(400, "malformed_request", "The request's head is no HTTP, or far too long."));
}

Problem noRoute(const RequestHead& head, const RouteTable::Match& match)
{
  if (match.allow.empty())
    return problem(404, "not_found", "There is nothing at " + std::string(head.path) + ".");
  auto made = problem(405, "method_not_allowed",
                      std::string(head.path) + " answers " + match.allow + ", not " + std::string(head.method) + ".");
  made.headers.emplace_back("Allow", match.allow);
  return made;
}

/// Counts the requests that are being answered, so that stop() can wait for the last one.
class Gate {
public:
  class Pass {
  public:
    explicit Pass(Gate& gate) : m_gate(gate)
    {
      const std::lock_guard lock(m_gate.m_mutex);
      ++m_gate.m_inside;
    }
    ~Pass()
    {
      const std::lock_guard lock(m_gate.m_mutex);
      if (--m_gate.m_inside == 0)
        m_gate.m_empty.notify_all();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

  private:
    Gate& m_gate;
  };

  bool waitUntilEmpty(std::chrono::duration<double> limit)
  {
    std::unique_lock lock(m_mutex);
    return m_empty.wait_for(lock, limit, [this] { return m_inside == 0; });
  }

private:
  std::mutex m_mutex;
  std::condition_variable m_empty;
  int m_inside = 0;
};

} // namespace

class HttpServer::Impl {
public:
  Impl(const Services& services, Limits limits)
      : m_services(services), m_limits(limits), m_engine(services.recognizer), m_recent(recentLimits(services)),
        m_predict(m_engine, m_recent, services.pageDrawing), m_batch(m_engine, m_recent),
        m_feedbackMetrics(services.metrics),
        m_feedback(services.feedback, m_recent, services.store, m_feedbackMetrics, services.log),
        m_routes(makeRoutes()), m_metrics(services.metrics, m_routes.endpoints())
  {
  }

  base::Expected<void> start(const Addresses& addresses)
  {
    m_draining = false;
    m_engine.resume();
    auto data = listen(addresses.host, addresses.port, m_limits.connections, false);
    if (!data)
      return tl::unexpected(data.error());
    if (addresses.adminPort >= 0) {
      auto admin = listen(addresses.adminHost, addresses.adminPort, m_limits.adminConnections, true);
      if (!admin)
        return tl::unexpected(admin.error());
      m_admin = std::move(*admin);
    }
    m_data = std::move(*data);
    return {};
  }

  bool stop(std::chrono::duration<double> drainTimeout)
  {
    m_draining = true;
    // CivetWeb cuts answers off when it stops, so it may stop only once they are written.
    const bool finished = m_gate.waitUntilEmpty(drainTimeout);
    m_engine.giveUp();
    m_gate.waitUntilEmpty(kGiveUpTime);
    m_data.reset();
    m_admin.reset();
    return finished;
  }

  int port() const { return m_data ? m_data->port() : 0; }
  int adminPort() const { return m_admin ? m_admin->port() : 0; }

private:
  static constexpr std::chrono::seconds kGiveUpTime{1};

  std::vector<Route> makeRoutes()
  {
    auto routes = m_predict.routes();
    for (auto more : {m_batch.routes(), m_feedback.routes(),
                      statusRoutes(m_services.store, m_services.metrics, [this] { return m_draining.load(); }),
                      docsRoutes([this]() -> const std::vector<Route>& { return m_routes.routes(); }), webRoutes()})
      std::move(more.begin(), more.end(), std::back_inserter(routes));
    return routes;
  }

  base::Expected<std::unique_ptr<Listener>> listen(const std::string& host, int port, int threads, bool admin)
  {
    return Listener::start(
        {host, port, threads}, [this, admin](Connection& connection) { handle(connection, admin); },
        [this](Connection& connection, int status) { handleBadHead(connection, status); }, m_services.log);
  }

  void handle(Connection& connection, bool admin)
  {
    const Gate::Pass pass(m_gate);
    const auto arrived = base::Steady::now();
    const auto& head = connection.head();
    const auto id = requestId(head.header("X-Request-Id"));
    const auto match = m_routes.find(head.method, head.path, admin);
    m_metrics.began(match.endpoint);
    metrics::Exchange exchange{.endpoint = match.endpoint, .path = match.label, .client = head.client};
    auto response = respond(connection, match, id, arrived + m_limits.request, exchange.requestBytes);
    if (match.route != nullptr && match.route->problems == ProblemStyle::Inference && response.status >= 400)
      response.contentType = "application/json";
    finish(connection, std::move(response), id, arrived, exchange);
  }

  void handleBadHead(Connection& connection, int status)
  {
    const Gate::Pass pass(m_gate);
    const auto arrived = base::Steady::now();
    const auto id = requestId({});
    m_metrics.began({});
    metrics::Exchange exchange{.endpoint = {}, .path = {}, .client = connection.head().client};
    finish(connection, toResponse(badHead(status), id), id, arrived, exchange);
  }

  Response respond(Connection& connection, const RouteTable::Match& match, const std::string& id,
                   base::TimePoint deadline, std::size_t& requestBytes)
  {
    const auto& head = connection.head();
    if (const auto refused = refuse(head))
      return toResponse(*refused, id);
    if (match.route == nullptr)
      return toResponse(noRoute(head, match), id);
    const auto& route = *match.route;
    if (m_draining && !route.whileDraining)
      return toResponse(closing(problem({base::ErrorCode::ShuttingDown, "The server is stopping.", {}})), id);
    Request request{head, {}, id, deadline, match.parameters};
    if (route.takesBody) {
      auto body = connection.readBody(std::min(m_limits.maxBody, route.maxBody), deadline);
      if (!body)
        return toResponse(body.error(), id);
      requestBytes = body->size();
      request.body = std::move(*body);
    }
    try {
      return route.handler(request);
    } catch (const std::exception& error) {
      m_services.log.write(logging::Level::Error, "request " + id + ": " + error.what());
      return toResponse(
          problem({base::ErrorCode::Internal, "Something failed here that should not; the log has it.", {}}), id);
    }
  }

  void finish(Connection& connection, Response response, const std::string& id, base::TimePoint arrived,
              metrics::Exchange& exchange)
  {
    response.close = response.close || m_draining;
    response.headers.emplace_back("X-Request-Id", id);
    exchange.status = response.status;
    exchange.errorType = response.errorType;
    exchange.responseBytes = response.body.size();
    exchange.inferenceSeconds = response.inferenceSeconds;
    exchange.seconds = base::secondsSince(arrived);
    // Before sending: who has the answer may ask for the metrics at once and must find it counted.
    m_metrics.finished(exchange);
    connection.send(response);
    if (m_services.log.shows(logging::Level::Debug))
      logAccess(connection.head(), exchange, id);
  }

  void logAccess(const RequestHead& head, const metrics::Exchange& exchange, const std::string& id)
  {
    std::array<char, 32> milliseconds{};
    std::snprintf(milliseconds.data(), milliseconds.size(), "%.3f ms", exchange.seconds * 1e3);
    m_services.log.write(logging::Level::Debug, std::string(head.client) + " " + std::string(head.method) + " " +
                                                    std::string(head.path) + " " + std::to_string(exchange.status) +
                                                    " " + milliseconds.data() + " " + id);
  }

  const Services m_services;
  const Limits m_limits;
  std::atomic<bool> m_draining = false;
  Gate m_gate;
  EngineClient m_engine;
  RecentAnswers m_recent;
  PredictRoute m_predict;
  BatchRoute m_batch;
  metrics::FeedbackMetrics m_feedbackMetrics;
  FeedbackRoute m_feedback;
  const RouteTable m_routes;
  metrics::HttpMetrics m_metrics;
  std::unique_ptr<Listener> m_data; ///< after what its threads use
  std::unique_ptr<Listener> m_admin;
};

HttpServer::HttpServer(const Services& services, Limits limits) : m_impl(std::make_unique<Impl>(services, limits)) {}

HttpServer::~HttpServer() { stop(std::chrono::seconds(0)); }

base::Expected<void> HttpServer::start(const Addresses& addresses) { return m_impl->start(addresses); }

bool HttpServer::stop(std::chrono::duration<double> drainTimeout) { return m_impl->stop(drainTimeout); }

int HttpServer::port() const { return m_impl->port(); }
int HttpServer::adminPort() const { return m_impl->adminPort(); }

} // namespace numeral::server
