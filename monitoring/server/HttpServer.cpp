#include "monitoring/server/HttpServer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "core/base/Clock.h"
#include "monitoring/metrics/FeedbackMetrics.h"
#include "monitoring/metrics/HttpMetrics.h"
#include "monitoring/metrics/RecentMetrics.h"
#include "monitoring/server/http/Guard.h"
#include "monitoring/server/http/Listener.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/http/RequestId.h"
#include "monitoring/server/http/RequestSpans.h"
#include "monitoring/server/http/RouteTable.h"
#include "monitoring/server/inference/InferenceRoutes.h"
#include "monitoring/server/routes/BatchRoute.h"
#include "monitoring/server/routes/DocsRoutes.h"
#include "monitoring/server/routes/EngineClient.h"
#include "monitoring/server/routes/FeedbackRoute.h"
#include "monitoring/server/routes/LoggingRoutes.h"
#include "monitoring/server/routes/PredictRoute.h"
#include "monitoring/server/routes/RecentAnswers.h"
#include "monitoring/server/routes/StatusRoutes.h"
#include "monitoring/server/routes/WebPage.h"
#include "monitoring/statistics/HttpStatistics.h"

namespace numeral::server {
namespace {

/// Pictures only where feedback keeps them.
RecentLimits recentLimits(const Services& services)
{
  RecentLimits limits;
  if (!services.feedback || !services.feedbackPictures || !(*services.feedback)->keepsPictures())
    limits.pictureBytes = 0;
  return limits;
}

/// Words for a head that CivetWeb could not read.
Problem badHead(int status)
{
  if (status == 505)
    return closing(problem(505, "malformed_request", "The server speaks HTTP/1.0 and HTTP/1.1."));
  if (status == 408)
    return closing(problem(408, "timeout", "The request's head took too long to arrive."));
  if (status == 431)
    return closing(
        problem(431, "head_too_large", "The request's head does not end within 32 KiB; 16 KiB are allowed."));
  return closing(problem(400, "malformed_request",
                         "The request's head is no HTTP, without a path, or tells its body's length or coding in a way "
                         "that is not understood."));
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
  Impl(const Services& services, Limits limits, GuardConfig guard)
      : m_services(services), m_limits(limits), m_accessLog(services.log, limits.accessLog), m_guard(std::move(guard)),
        m_engine(services.recognizer), m_recent(recentLimits(services)),
        m_predict(m_engine, m_recent, services.pageDrawing), m_batch(services.store, m_engine, m_recent),
        m_feedbackMetrics(services.metrics),
        m_feedback(services.feedback, m_recent, services.store, m_feedbackMetrics, services.log),
        m_routes(makeRoutes()), m_metrics(services.metrics, m_routes.endpoints()),
        m_recentMetrics(services.metrics,
                        {services.figures.engine, [this] { return traffic(); }, [this] { return ready(); }})
  {
  }

  void feedbackGiven(const feedback::Record& record, const std::vector<std::string>& classes)
  {
    m_feedbackMetrics.given(record, classes);
  }

  base::Expected<void> start(const Addresses& addresses)
  {
    m_draining = false;
    m_stopping = false;
    m_engine.resume();
    for (const auto& bundle : m_services.store.all())
      m_feedbackMetrics.knowClasses(bundle->manifest.classes);
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
    m_stopping = true;
    // CivetWeb cuts answers off when it stops, so it may stop only once they are written.
    const bool finished = m_gate.waitUntilEmpty(drainTimeout);
    m_engine.giveUp();
    m_gate.waitUntilEmpty(kGiveUpTime);
    m_data.reset();
    m_admin.reset();
    return finished;
  }

  void setDraining(bool draining) { m_draining = draining; }

  bool ready() const { return m_services.store.find().has_value() && !m_draining; }
  report::HttpTraffic traffic() const { return m_statistics.traffic(); }

  int port() const { return m_data ? m_data->port() : 0; }
  int adminPort() const { return m_admin ? m_admin->port() : 0; }

private:
  static constexpr std::chrono::seconds kGiveUpTime{1};

  std::vector<Route> makeRoutes()
  {
    auto routes = m_predict.routes();
    for (auto more :
         {m_batch.routes(), m_feedback.routes(),
          statusRoutes(
              m_services.store, m_services.metrics, [this] { return m_draining.load(); }, m_services.figures.system),
          statsRoutes(m_services.store, m_services.figures, [this] { return traffic(); }),
          alertRoutes(m_services.alerts), loggingRoutes(m_services.log),
          adminRoutes(m_services.controls, [this](bool draining) { setDraining(draining); }),
          inferenceRoutes(m_services.store, m_engine, [this] { return m_draining.load(); }),
          docsRoutes([this]() -> const std::vector<Route>& { return m_routes.routes(); }), webRoutes()})
      std::move(more.begin(), more.end(), std::back_inserter(routes));
    return routes;
  }

  /// What handlers have to know of the socket.
  struct Port {
    bool admin;
    bool onLoopback;
  };

  /// One request on its way through here.
  struct Call {
    Connection& connection;
    std::string id;
    std::string client; ///< address
    TraceContext trace;
    base::TimePoint arrived = base::Steady::now();
    std::chrono::system_clock::time_point time = std::chrono::system_clock::now(); ///< the same, for traces
    RouteTable::Match match{};
    std::size_t requestBytes = 0;
    std::optional<ClientLimits::Pass> pass{};  ///< held until the answer is sent
    std::optional<BodyMemory::Share> memory{}; ///< the same
  };

  base::Expected<std::unique_ptr<Listener>> listen(const std::string& host, int number, int threads, bool admin)
  {
    const auto address = ipv4Of(host);
    if (!address)
      return tl::unexpected(address.error());
    const Port port{admin, address->starts_with("127.")};
    return Listener::start(
        {host, number, threads, m_limits.request, std::min(m_limits.silence, m_limits.request)},
        [this, port](Connection& connection) { handle(connection, port); },
        [this](Connection& connection, int status) { handleBadHead(connection, status); }, m_services.log);
  }

  void handle(Connection& connection, Port port)
  {
    const Gate::Pass inside(m_gate);
    const auto& head = connection.head();
    Call call{connection, requestId(head.header("X-Request-Id")), m_guard.clientOf(head), traceContext(head)};
    call.match = m_routes.find(head.method, head.path, port.admin);
    m_metrics.began(call.match.endpoint);
    if (isPrediction(call))
      m_statistics.began();
    auto response = respond(call, port);
    if (isInferencePath(head.path) && response.status >= 400)
      response.contentType = "application/json";
    finish(call, std::move(response));
  }

  void handleBadHead(Connection& connection, int status)
  {
    const Gate::Pass inside(m_gate);
    Call call{connection, requestId({}), std::string(connection.head().client), traceContext({})};
    m_metrics.began({});
    finish(call, toResponse(badHead(status), call.id));
  }

  Response respond(Call& call, Port port)
  {
    const auto& head = call.connection.head();
    if (const auto refused = refuse(head))
      return toResponse(*refused, call.id);
    if (const auto refused = m_guard.refuseHost(head, port.onLoopback))
      return toResponse(*refused, call.id);
    if (call.match.route == nullptr)
      return toResponse(noRoute(head, call.match), call.id);
    const auto& route = *call.match.route;
    if (const auto refused = m_guard.refuseAccess(head, route))
      return toResponse(*refused, call.id);
    if (m_stopping && !route.whileDraining)
      return toResponse(closing(problem({base::ErrorCode::ShuttingDown, "The server is stopping.", {}})), call.id);
    auto pass = m_guard.admit(head, call.client, route);
    if (!pass)
      return toResponse(pass.error(), call.id);
    if (*pass)
      call.pass.emplace(std::move(**pass));
    return answer(call, route);
  }

  Response answer(Call& call, const Route& route)
  {
    Request request{call.connection.head(), {}, call.id, call.arrived + m_limits.request, call.match.parameters,
                    call.trace.traceId};
    // Without this the body would count as empty.
    if (route.prediction && !request.head.chunked() && request.head.count("Content-Length") == 0)
      return toResponse(closing(problem(411, "length_required", "Say how long the body is, by Content-Length.")),
                        call.id);
    if (route.takesBody) {
      const auto admit = [this, &call](std::size_t bytes) -> tl::expected<void, Problem> {
        auto share = m_guard.admitBody(call.client, bytes);
        if (!share)
          return tl::unexpected(std::move(share.error()));
        if (*share)
          call.memory.emplace(std::move(**share));
        return {};
      };
      auto body = call.connection.readBody(std::min(m_limits.maxBody, route.maxBody), request.deadline, admit);
      if (!body)
        return toResponse(body.error(), call.id);
      call.requestBytes = body->size();
      request.body = std::move(*body);
    }
    try {
      return route.handler(request);
    } catch (const std::exception& error) {
      m_services.log.write(
          logging::Level::Error, "request " + call.id + ": " + error.what(),
          std::array{logging::Field{"request_id", call.id, true}, logging::Field{"trace_id", call.trace.traceId}});
      return toResponse(
          problem({base::ErrorCode::Internal, "Something failed here that should not; the log has it.", {}}), call.id);
    }
  }

  static bool isPrediction(const Call& call) { return call.match.route != nullptr && call.match.route->prediction; }

  void finish(const Call& call, Response response)
  {
    response.close = response.close || m_draining;
    response.headers.emplace_back("X-Request-Id", call.id);
    const bool recorded = m_services.traces != nullptr && call.trace.wanted;
    response.headers.emplace_back("traceresponse", call.trace.header(recorded));
    const metrics::Exchange exchange{.endpoint = call.match.endpoint,
                                     .path = call.match.label,
                                     .client = call.client,
                                     .status = response.status,
                                     .errorType = response.errorType,
                                     .seconds = base::secondsSince(call.arrived),
                                     .requestBytes = call.requestBytes,
                                     .responseBytes = response.body.size(),
                                     .inferenceSeconds = response.inferenceSeconds};
    // Before sending: who has the answer may ask for the metrics at once and must find it counted.
    m_metrics.finished(exchange);
    if (isPrediction(call))
      m_statistics.finished(response.status, exchange.seconds);
    m_metrics.transferred(call.connection.head().size + call.requestBytes, call.connection.send(response));
    m_accessLog.note(call.connection.head(), exchange, call.id, call.trace);
    if (recorded)
      writeSpans(*m_services.traces,
                 {call.connection.head(), call.trace, exchange, call.id,
                  call.match.route == nullptr ? std::string_view() : std::string_view(call.match.route->path),
                  call.time},
                 response.stages);
  }

  const Services m_services;
  const Limits m_limits;
  AccessLog m_accessLog;
  Guard m_guard;
  std::atomic<bool> m_draining = false; ///< to be left alone by load balancers
  std::atomic<bool> m_stopping = false; ///< and refusing what is new
  Gate m_gate;
  statistics::HttpStatistics m_statistics;
  EngineClient m_engine;
  RecentAnswers m_recent;
  PredictRoute m_predict;
  BatchRoute m_batch;
  metrics::FeedbackMetrics m_feedbackMetrics;
  FeedbackRoute m_feedback;
  const RouteTable m_routes;
  metrics::HttpMetrics m_metrics;
  metrics::RecentMetrics m_recentMetrics;
  std::unique_ptr<Listener> m_data; ///< after what its threads use
  std::unique_ptr<Listener> m_admin;
};

HttpServer::HttpServer(const Services& services, Limits limits, GuardConfig guard)
    : m_impl(std::make_unique<Impl>(services, limits, std::move(guard)))
{
}

HttpServer::~HttpServer() { stop(std::chrono::seconds(0)); }

base::Expected<void> HttpServer::start(const Addresses& addresses) { return m_impl->start(addresses); }

bool HttpServer::stop(std::chrono::duration<double> drainTimeout) { return m_impl->stop(drainTimeout); }

void HttpServer::setDraining(bool draining) { m_impl->setDraining(draining); }

void HttpServer::feedbackGiven(const feedback::Record& record, const std::vector<std::string>& classes)
{
  m_impl->feedbackGiven(record, classes);
}

bool HttpServer::ready() const { return m_impl->ready(); }

report::HttpTraffic HttpServer::traffic() const { return m_impl->traffic(); }

int HttpServer::port() const { return m_impl->port(); }
int HttpServer::adminPort() const { return m_impl->adminPort(); }

} // namespace numeral::server
