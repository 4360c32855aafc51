#include "monitoring/client/LoadGenerator.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <random>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "monitoring/client/Curl.h"
#include "monitoring/client/CurlHeaders.h"
#include "monitoring/client/CurlLoop.h"
#include "monitoring/client/LoadSchedule.h"
#include "monitoring/client/Url.h"
#include "monitoring/client/VerdictScan.h"

namespace numeral::client {
namespace {

using base::ErrorCode;
using base::failure;
using base::Steady;
using base::TimePoint;

/// Of an answer, what is looked into for its verdict, or for what it says of a failure; the rest is only counted.
constexpr std::size_t kMaxKept = 1u << 20;
constexpr std::size_t kMaxSample = 1000;
constexpr auto kRest = std::chrono::milliseconds(100); // of a connection after nobody was there
constexpr auto kLongestWait = std::chrono::milliseconds(100);
constexpr auto kTick = std::chrono::seconds(1);

struct Connection {
  CurlHandle handle{nullptr, &curl_easy_cleanup};
  std::size_t target = 0;
  bool inFlight = false;
  TimePoint due;
  TimePoint restsUntil;
  std::size_t maxKept = kMaxSample;
  std::string body;
  std::array<char, CURL_ERROR_SIZE> words{};
};

std::size_t receive(char* data, std::size_t size, std::size_t count, void* user)
{
  auto& connection = *static_cast<Connection*>(user);
  const std::size_t bytes = size * count;
  connection.body.append(data, std::min(bytes, connection.maxKept - connection.body.size()));
  return bytes;
}

template <class T> T info(CURL* handle, CURLINFO what)
{
  T value = 0;
  curl_easy_getinfo(handle, what, &value);
  return value;
}

/// What failed, in two words that do not depend on the address.
std::string kindOf(CURLcode code, CURL* handle)
{
  switch (code) {
  case CURLE_COULDNT_CONNECT:
    return info<long>(handle, CURLINFO_OS_ERRNO) == ECONNREFUSED ? "connection refused" : "no connection";
  case CURLE_OPERATION_TIMEDOUT: return "timeout";
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY: return "unknown host";
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION: return "TLS";
  case CURLE_GOT_NOTHING:
  case CURLE_RECV_ERROR:
  case CURLE_SEND_ERROR:
  case CURLE_PARTIAL_FILE: return "connection lost";
  default: return "no HTTP";
  }
}

/// Whether the address is wrong or its server not running, rather than busy.
bool meansNobodyThere(CURLcode code)
{
  return code != CURLE_OPERATION_TIMEDOUT && code != CURLE_GOT_NOTHING && code != CURLE_RECV_ERROR &&
         code != CURLE_SEND_ERROR && code != CURLE_PARTIAL_FILE;
}

/// The sentence of a problem (RFC 9457), or the beginning of whatever else it is.
std::string sampleOf(const std::string& body)
{
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const bool isProblem = json.is_object() && json.contains("detail") && json["detail"].is_string();
  return (isProblem ? json["detail"].get<std::string>() : body).substr(0, kMaxSample);
}

double cpuSeconds()
{
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  constexpr double kMicro = 1e-6;
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * kMicro;
}

class Run {
public:
  explicit Run(const LoadPlan& plan)
      : m_plan(plan), m_loop(connectionCount()), m_random(plan.seed), m_start(Steady::now()), m_schedule(plan, m_start),
        m_answered(plan.targets.size()), m_idle(plan.targets.size()), m_lastTick(m_start)
  {
    for (const LoadTarget& target : plan.targets)
      m_report.targets.emplace_back().url = withoutPassword(target.url);
    prepareHeaders();
    m_connections.resize(connectionCount());
    for (std::size_t i = 0; i < m_connections.size(); ++i)
      prepare(m_connections[i], i % plan.targets.size());
  }

  ~Run()
  {
    for (Connection& connection : m_connections)
      if (connection.inFlight)
        m_loop.abandon(connection.handle.get());
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  base::Expected<LoadReport> go()
  {
    if (!m_loop.usable() || std::any_of(m_connections.begin(), m_connections.end(),
                                        [](const Connection& connection) { return !connection.handle; }))
      return failure(ErrorCode::Internal, "libcurl could not be started; are there too few file descriptors?");
    const double cpuBefore = cpuSeconds();
    while (!m_nobody && !(m_plan.giveUp && m_plan.giveUp())) {
      const TimePoint now = Steady::now();
      endRests(now);
      startDue(now);
      if (m_inFlight == 0 && m_resting.empty() && m_schedule.finished(now))
        break;
      m_loop.work(nextWake(now));
      while (const auto finished = m_loop.finished())
        finish(*finished);
      tick(Steady::now());
    }
    if (m_nobody)
      return tl::unexpected(*m_nobody);
    m_report.seconds = base::secondsSince(m_start);
    m_report.cpuSeconds = cpuSeconds() - cpuBefore;
    m_report.unfinished = m_inFlight;
    m_report.unsent = m_schedule.backlog(Steady::now());
    return std::move(m_report);
  }

private:
  std::size_t connectionCount() const { return std::max(m_plan.connections, m_plan.targets.size()); }

  /// One list for each body, as its type stands in it; one more for GET.
  void prepareHeaders()
  {
    for (const LoadBody& body : m_plan.bodies) {
      auto lines = m_plan.headers;
      lines.push_back("Content-Type: " + body.contentType);
      m_headers.emplace_back(lines);
    }
    m_headers.emplace_back(m_plan.headers);
  }

  void prepare(Connection& connection, std::size_t target)
  {
    connection.handle = makeCurl();
    connection.target = target;
    CURL* handle = connection.handle.get();
    if (handle == nullptr)
      return;
    setUsual(handle, m_plan.targets[target].url);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(m_plan.timeout.count()));
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, connection.words.data());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &receive);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &connection);
    curl_easy_setopt(handle, CURLOPT_PRIVATE, &connection);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, m_headers.back().get());
    if (m_plan.targets[target].post) {
      curl_easy_setopt(handle, CURLOPT_POST, 1L);
      connection.maxKept = kMaxKept;
    }
    m_idle[target].push_back(&connection);
  }

  void start(Connection& connection, TimePoint due)
  {
    CURL* handle = connection.handle.get();
    if (m_plan.targets[connection.target].post) {
      const auto choice = std::uniform_int_distribution<std::size_t>(0, m_plan.bodies.size() - 1)(m_random);
      const base::Bytes& bytes = m_plan.bodies[choice].bytes;
      curl_easy_setopt(handle, CURLOPT_HTTPHEADER, m_headers[choice].get());
      curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
      curl_easy_setopt(handle, CURLOPT_POSTFIELDS,
                       bytes.empty() ? "" : reinterpret_cast<const char*>(bytes.data())); // null means something else
    }
    connection.due = due;
    connection.inFlight = true;
    connection.body.clear();
    connection.words.front() = '\0';
    ++m_inFlight;
    m_loop.start(handle);
  }

  void startDue(TimePoint now)
  {
    for (std::size_t target = 0; target < m_idle.size(); ++target) {
      auto& idle = m_idle[target];
      while (!idle.empty()) {
        const auto due = m_schedule.take(target, now);
        if (!due)
          break;
        Connection& connection = *idle.back();
        idle.pop_back();
        start(connection, *due);
      }
    }
    m_report.maxBacklog = std::max(m_report.maxBacklog, m_schedule.backlog(now));
  }

  TimePoint nextWake(TimePoint now) const
  {
    TimePoint wake = now + kLongestWait;
    for (std::size_t target = 0; target < m_idle.size(); ++target)
      if (!m_idle[target].empty())
        wake = std::min(wake, m_schedule.nextDue(target));
    for (const Connection* connection : m_resting)
      wake = std::min(wake, connection->restsUntil);
    return wake;
  }

  void endRests(TimePoint now)
  {
    const auto awake = std::partition(m_resting.begin(), m_resting.end(),
                                      [now](const Connection* connection) { return connection->restsUntil > now; });
    for (auto it = awake; it != m_resting.end(); ++it)
      m_idle[(*it)->target].push_back(*it);
    m_resting.erase(awake, m_resting.end());
  }

  void finish(const CurlLoop::Finished& finished)
  {
    const TimePoint now = Steady::now();
    char* owner = nullptr;
    curl_easy_getinfo(finished.handle, CURLINFO_PRIVATE, &owner);
    auto& connection = *reinterpret_cast<Connection*>(owner);
    connection.inFlight = false;
    --m_inFlight;
    ++m_endedSinceTick;
    countBytes(finished.handle);
    if (finished.code == CURLE_OK)
      answered(connection, now);
    else
      broke(connection, finished.code, now);
  }

  void countBytes(CURL* handle)
  {
    m_report.bytesReceived += static_cast<std::uint64_t>(info<curl_off_t>(handle, CURLINFO_SIZE_DOWNLOAD_T)) +
                              static_cast<std::uint64_t>(info<long>(handle, CURLINFO_HEADER_SIZE));
    m_report.bytesSent += static_cast<std::uint64_t>(info<curl_off_t>(handle, CURLINFO_SIZE_UPLOAD_T)) +
                          static_cast<std::uint64_t>(info<long>(handle, CURLINFO_REQUEST_SIZE));
    m_report.connectionsOpened += static_cast<std::uint64_t>(info<long>(handle, CURLINFO_NUM_CONNECTS));
  }

  void answered(Connection& connection, TimePoint now)
  {
    m_answered[connection.target] = true;
    m_idle[connection.target].push_back(&connection);
    const long status = info<long>(connection.handle.get(), CURLINFO_RESPONSE_CODE);
    constexpr long kSuccess = 2;
    if (status / 100 != kSuccess) {
      count("HTTP " + std::to_string(status), connection, [&] { return sampleOf(connection.body); });
      return;
    }
    const double seconds = base::secondsBetween(connection.due, now);
    TargetReport& target = m_report.targets[connection.target];
    m_report.latency.add(seconds);
    target.latency.add(seconds);
    m_sinceTick.add(seconds);
    ++m_report.succeeded;
    ++target.succeeded;
    if (m_plan.targets[connection.target].post)
      if (const std::string verdict = verdictIn(connection.body); !verdict.empty())
        ++m_report.verdicts[verdict];
  }

  void broke(Connection& connection, CURLcode code, TimePoint now)
  {
    const std::string& url = m_plan.targets[connection.target].url;
    if (!m_answered[connection.target] && meansNobodyThere(code)) {
      m_nobody = inWords(code, url, connection.words.data());
      return;
    }
    count(kindOf(code, connection.handle.get()), connection,
          [&] { return inWords(code, url, connection.words.data()).message; });
    if (meansNobodyThere(code)) { // else a server that is being started anew would be asked thousands of times
      connection.restsUntil = now + kRest;
      m_resting.push_back(&connection);
    } else {
      m_idle[connection.target].push_back(&connection);
    }
  }

  template <class Sample> void count(const std::string& kind, const Connection& connection, Sample sample)
  {
    LoadFailures& failures = m_report.failures[kind];
    if (failures.count++ == 0)
      failures.sample = sample();
    ++m_report.failed;
    ++m_report.targets[connection.target].failed;
  }

  void tick(TimePoint now)
  {
    if (now - m_lastTick < kTick)
      return;
    if (m_plan.progress)
      m_plan.progress({base::secondsBetween(m_start, now),
                       static_cast<double>(m_endedSinceTick) / base::secondsBetween(m_lastTick, now),
                       m_sinceTick.percentile(0.5), m_sinceTick.percentile(0.99), m_report.failed, m_inFlight,
                       m_schedule.backlog(now)});
    m_sinceTick = {};
    m_endedSinceTick = 0;
    m_lastTick = now;
  }

  const LoadPlan& m_plan;
  std::vector<CurlHeaders> m_headers; // before the handles that use them
  CurlLoop m_loop;
  std::vector<Connection> m_connections;
  std::mt19937_64 m_random;
  const TimePoint m_start;
  LoadSchedule m_schedule;
  std::vector<bool> m_answered; ///< by each target, at least once
  std::vector<std::vector<Connection*>> m_idle;
  std::vector<Connection*> m_resting;
  std::uint64_t m_inFlight = 0;
  std::optional<base::Error> m_nobody;

  LoadReport m_report;
  LatencyHistogram m_sinceTick;
  std::uint64_t m_endedSinceTick = 0;
  TimePoint m_lastTick;
};

} // namespace

base::Expected<LoadReport> generateLoad(const LoadPlan& plan)
{
  const bool posts =
      std::any_of(plan.targets.begin(), plan.targets.end(), [](const auto& target) { return target.post; });
  if (plan.targets.empty() || (posts && plan.bodies.empty()))
    return failure(ErrorCode::InvalidArgument, "There is no address to ask, or nothing to send there.");
  base::Expected<LoadReport> report;
  // In a thread of its own a connection that the other side closed is an error, and not the end of the process.
  std::thread([&] {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    report = Run(plan).go();
  }).join();
  return report;
}

} // namespace numeral::client
