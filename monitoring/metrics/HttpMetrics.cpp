#include "monitoring/metrics/HttpMetrics.h"

#include <functional>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "core/base/Clock.h"
#include "monitoring/metrics/Families.h"

namespace numeral::metrics {
namespace {

constexpr const char* kOther = "other";

std::string statusClass(int status) { return std::to_string(status / 100) + "xx"; }

prometheus::Labels errorLabels(const std::string& method, const std::string& path, const Failure& failure)
{
  return {{"method", method},
          {"endpoint", path},
          {"error_type", failure.errorType},
          {"status_code", std::to_string(failure.status)}};
}

} // namespace

class HttpMetrics::Impl {
public:
  Impl(Registry& registry, std::vector<Endpoint> endpoints)
      : m_registry(registry.families()), m_requests(counters(m_registry, kApiRequests)),
        m_created(gauges(m_registry, kApiRequestsCreated)), m_errors(counters(m_registry, kApiErrors)),
        m_httpRequests(counters(m_registry, kHttpRequests)),
        m_inferenceTime(gauges(m_registry, kApiInferenceTime).Add({})),
        m_runtime(gauges(m_registry, kApiRuntime).Add({})), m_inputLengths(gauges(m_registry, kApiInputLength)),
        m_timesPerByte(gauges(m_registry, kApiTimePerByte)), m_received(gauges(m_registry, kApiReceived).Add({})),
        m_sent(gauges(m_registry, kApiSent).Add({})), m_endpoints(std::move(endpoints))
  {
    m_endpoints.push_back({kOther, kOther}); // the last one takes what has no route
    auto& durations = histograms(m_registry, kApiDuration);
    auto& active = gauges(m_registry, kApiActive);
    auto& requestSizes = histograms(m_registry, kApiRequestSize);
    auto& responseSizes = histograms(m_registry, kApiResponseSize);
    auto& httpDurations = histograms(m_registry, kHttpDuration);
    for (const auto& endpoint : m_endpoints) {
      const prometheus::Labels labels{{"method", endpoint.method}, {"endpoint", endpoint.path}};
      m_children.push_back(
          {&durations.Add(labels, kRequestBuckets),
           &httpDurations.Add({{"method", endpoint.method}, {"handler", endpoint.path}}, kRequestBuckets),
           &requestSizes.Add(labels, kSizeBuckets), &responseSizes.Add(labels, kSizeBuckets), &active.Add(labels)});
      if (endpoint.path == kOther)
        continue;
      child(m_httpRequestChildren, m_httpRequests,
            {{"handler", endpoint.path}, {"method", endpoint.method}, {"status", "2xx"}, {"code", "200"}});
      for (const auto& failure : endpoint.failures)
        child(m_errorChildren, m_errors, errorLabels(endpoint.method, endpoint.path, failure));
      if (!endpoint.prediction) // the clients of those are not known yet
        child(m_requestChildren, m_requests,
              {{"client_ip", ""}, {"method", endpoint.method}, {"endpoint", endpoint.path}, {"status_code", "200"}});
    }
  }

  void began(std::optional<std::size_t> endpoint) { childrenOf(endpoint).active->Increment(); }

  void finished(const Exchange& exchange)
  {
    auto& children = childrenOf(exchange.endpoint);
    children.active->Decrement();
    children.duration->Observe(exchange.seconds);
    children.httpDuration->Observe(exchange.seconds);
    children.requestSize->Observe(static_cast<double>(exchange.requestBytes));
    children.responseSize->Observe(static_cast<double>(exchange.responseBytes));
    if (exchange.inferenceSeconds) {
      m_inferenceTime.Set(*exchange.inferenceSeconds);
      m_runtime.Set(exchange.seconds);
    }
    const std::lock_guard lock(m_mutex);
    if (exchange.inferenceSeconds && exchange.requestBytes > 0)
      tellInput(exchange);
    auto& counters = countersOf(exchange);
    counters.requests->Increment();
    counters.httpRequests->Increment();
    if (counters.errors != nullptr)
      counters.errors->Increment();
  }

  void transferred(std::size_t received, std::size_t sent)
  {
    m_received.Increment(static_cast<double>(received));
    m_sent.Increment(static_cast<double>(sent));
  }

private:
  struct Children {
    prometheus::Histogram* duration;
    prometheus::Histogram* httpDuration;
    prometheus::Histogram* requestSize;
    prometheus::Histogram* responseSize;
    prometheus::Gauge* active;
  };
  /// Of a client; made when first needed.
  struct ClientChildren {
    prometheus::Gauge* created = nullptr;
    prometheus::Gauge* inputLength = nullptr;
    prometheus::Gauge* timePerByte = nullptr;
  };
  using CounterMap = std::map<prometheus::Labels, prometheus::Counter*>;

  /// What tells one kind of exchange from another; all of it of bounded number.
  struct Kind {
    std::size_t endpoint;
    const std::string* client; ///< a label, by its place
    int status;
    std::string path; ///< of an endpoint; empty for its own
    std::string errorType;
    bool operator<(const Kind& other) const
    {
      return std::tie(endpoint, client, status, path, errorType) <
             std::tie(other.endpoint, other.client, other.status, other.path, other.errorType);
    }
  };
  struct Counted {
    prometheus::Counter* requests = nullptr;
    prometheus::Counter* httpRequests = nullptr;
    prometheus::Counter* errors = nullptr; ///< null below 400
  };

  Children& childrenOf(std::optional<std::size_t> endpoint)
  {
    return m_children[endpoint.value_or(m_children.size() - 1)];
  }

  /// Caller holds m_mutex. Labels are put together once for each kind: that takes longer than all counting.
  Counted& countersOf(const Exchange& exchange)
  {
    const std::size_t place = exchange.endpoint.value_or(m_endpoints.size() - 1);
    const auto& endpoint = m_endpoints[place];
    const std::string& client = endpoint.prediction ? clientOf(exchange.client).first : m_noClient;
    Kind kind{place, &client, exchange.status, exchange.endpoint ? std::string() : std::string(exchange.path),
              std::string(exchange.errorType)};
    if (m_requestChildren.size() >= kMaxRequestSeries && endpoint.prediction && !m_kinds.contains(kind))
      kind.client = &others().first;
    auto& counted = m_kinds[kind];
    if (counted.requests != nullptr)
      return counted;
    const std::string& path = kind.path.empty() ? endpoint.path : kind.path;
    const std::string code = std::to_string(exchange.status);
    counted.requests =
        &child(m_requestChildren, m_requests,
               {{"client_ip", *kind.client}, {"method", endpoint.method}, {"endpoint", path}, {"status_code", code}});
    counted.httpRequests = &child(
        m_httpRequestChildren, m_httpRequests,
        {{"handler", path}, {"method", endpoint.method}, {"status", statusClass(exchange.status)}, {"code", code}});
    if (exchange.status >= 400)
      counted.errors =
          &child(m_errorChildren, m_errors, errorLabels(endpoint.method, path, {exchange.status, kind.errorType}));
    return counted;
  }

  /// Caller holds m_mutex.
  static prometheus::Counter& child(CounterMap& known, Counters& family, const prometheus::Labels& labels)
  {
    auto& counter = known[labels];
    if (counter == nullptr)
      counter = &family.Add(labels);
    return *counter;
  }

  using Client = std::pair<const std::string, ClientChildren>;

  /// Caller holds m_mutex. Whose own the address is, or else the others'.
  Client& clientOf(std::string_view address)
  {
    if (const auto known = m_clients.find(address); known != m_clients.end())
      return *known;
    return m_clients.size() < kMaxClients ? made(*m_clients.emplace(address, ClientChildren{}).first) : others();
  }

  /// Caller holds m_mutex. An address that is called so counts among them.
  Client& others()
  {
    const auto known = m_clients.find(kOther);
    Client& all = known != m_clients.end() ? *known : m_others;
    return all.second.created == nullptr ? made(all) : all;
  }

  Client& made(Client& client)
  {
    client.second.created = &m_created.Add({{"client_ip", client.first}});
    client.second.created->Set(base::unixTime());
    return client;
  }

  /// Caller holds m_mutex.
  void tellInput(const Exchange& exchange)
  {
    constexpr double kMicroseconds = 1e6;
    auto& [address, children] = clientOf(exchange.client);
    if (children.inputLength == nullptr) {
      children.inputLength = &m_inputLengths.Add({{"client_ip", address}});
      children.timePerByte = &m_timesPerByte.Add({{"client_ip", address}});
    }
    const auto bytes = static_cast<double>(exchange.requestBytes);
    children.inputLength->Set(bytes);
    children.timePerByte->Set(exchange.seconds * kMicroseconds / bytes);
  }

  prometheus::Registry& m_registry;
  Counters& m_requests;
  Gauges& m_created;
  Counters& m_errors;
  Counters& m_httpRequests;
  prometheus::Gauge& m_inferenceTime;
  prometheus::Gauge& m_runtime;
  Gauges& m_inputLengths;
  Gauges& m_timesPerByte;
  prometheus::Gauge& m_received;
  prometheus::Gauge& m_sent;
  std::vector<Endpoint> m_endpoints;
  std::vector<Children> m_children; ///< one an endpoint

  const std::string m_noClient;
  std::mutex m_mutex;                                           ///< guards what follows
  std::map<std::string, ClientChildren, std::less<>> m_clients; ///< by address
  Client m_others{kOther, {}};
  std::map<Kind, Counted> m_kinds;
  CounterMap m_requestChildren;
  CounterMap m_httpRequestChildren;
  CounterMap m_errorChildren;
};

HttpMetrics::HttpMetrics(Registry& registry, std::vector<Endpoint> endpoints)
    : m_impl(std::make_unique<Impl>(registry, std::move(endpoints)))
{
}

HttpMetrics::~HttpMetrics() = default;

void HttpMetrics::began(std::optional<std::size_t> endpoint) noexcept { m_impl->began(endpoint); }

void HttpMetrics::finished(const Exchange& exchange) noexcept { m_impl->finished(exchange); }

void HttpMetrics::transferred(std::size_t received, std::size_t sent) noexcept { m_impl->transferred(received, sent); }

} // namespace numeral::metrics
