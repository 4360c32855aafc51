#include "app/service/Instance.h"

#include <csignal>
#include <mutex>
#include <utility>

#include "app/service/StateLocation.h"
#include "core/base/Clock.h"
#include "core/engine/LocalRecognizer.h"
#include "core/feedback/Folders.h"
#include "core/model/Bundle.h"
#include "monitoring/logging/Log.h"
#include "monitoring/logging/LogRing.h"
#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/metrics/Registry.h"
#include "monitoring/server/HttpServer.h"
#include "monitoring/statistics/EngineStatistics.h"

namespace numeral::service {
namespace {

engine::EngineConfig engineConfig(const Options& options)
{
  engine::EngineConfig config;
  config.forwardWorkers = options.threads;
  config.maxBatch = options.maxBatch;
  config.maxRequests = options.queue;
  config.imageLimits = {.maxBytes = options.maxBody, .maxPixels = options.maxPixels};
  return config;
}

server::Limits serverLimits(const Options& options)
{
  server::Limits limits;
  limits.maxBody = options.maxBody;
  return limits;
}

base::Expected<std::unique_ptr<feedback::FeedbackStore>> openFeedback(const Options& options)
{
  std::signal(SIGXFSZ, SIG_IGN); // a file at its limit is an error like a full disk, and must not end the program
  const auto state =
      options.stateDir.empty() ? defaultStateFolder() : base::Expected<std::filesystem::path>(options.stateDir);
  return state.and_then([&](const std::filesystem::path& folder) {
    feedback::StoreConfig config;
    config.keepPictures = options.feedbackImages;
    return feedback::openFirstFree(folder, config);
  });
}

std::string url(const std::string& host, int port) { return "http://" + host + ":" + std::to_string(port); }

} // namespace

class Instance::Impl {
public:
  explicit Impl(Options options)
      : m_options(std::move(options)), m_logRing(m_options.keptLogRecords),
        m_log(logging::parseLevel(m_options.logLevel).value_or(logging::Level::Info),
              m_options.keptLogRecords == 0 ? nullptr : &m_logRing),
        m_engineMetrics(m_metrics, m_options.queue), m_statistics(m_options.queue),
        m_recognizer(m_store, engineConfig(m_options), {&m_engineMetrics, &m_statistics}),
        m_feedback(openFeedback(m_options)),
        m_server({m_recognizer, m_store, m_metrics, m_log,
                  [this](const report::PageDrawing& drawing) { showDrawing(drawing); },
                  m_feedback.map([](const auto& store) { return store.get(); })},
                 serverLimits(m_options))
  {
    if (!m_feedback) // as an error: stdout is for the ready line
      m_log.write(logging::Level::Error, "feedback is not kept: " + m_feedback.error().message);
  }

  base::Expected<void> loadModel(const std::filesystem::path& path)
  {
    const auto start = base::Steady::now();
    auto loaded = model::loadBundle(path, {.device = m_options.device, .warmUpBatch = m_options.maxBatch});
    if (!loaded) {
      m_log.tell(logging::Level::Error, "model " + path.string() + ": " + loaded.error().message);
      return tl::unexpected(loaded.error());
    }
    const auto bundle = *loaded;
    m_engineMetrics.modelLoaded(bundle->manifest, bundle->device);
    m_store.put(bundle);
    m_log.tell(logging::Level::Info, "model " + bundle->manifest.name + " " + bundle->manifest.version + " on " +
                                         bundle->device + " from " + path.string() + ", loaded in " +
                                         std::to_string(base::secondsSince(start)) + " s");
    return {};
  }

  model::Store& store() { return m_store; }
  engine::Recognizer& recognizer() { return m_recognizer; }
  report::Traffic traffic() const { return m_statistics.traffic(); }

  base::Expected<void> startServer()
  {
    const std::lock_guard lock(m_stateMutex);
    auto started = m_server.start({.host = m_options.host,
                                   .port = m_options.port,
                                   .adminHost = m_options.adminHost,
                                   .adminPort = m_options.adminPort});
    if (!started) {
      m_state = {report::ServerState::Phase::Failed, {}, started.error().message};
      m_log.tell(logging::Level::Error, "server not started: " + started.error().message);
      return started;
    }
    m_state = {report::ServerState::Phase::Running, url(m_options.host, m_server.port()), {}};
    m_log.tell(logging::Level::Info, "server started, listening on " + m_state.url);
    m_adminUrl = m_server.adminPort() == 0 ? std::string() : url(m_options.adminHost, m_server.adminPort());
    return started;
  }

  void setServerAddress(const std::string& host, int port)
  {
    const std::lock_guard lock(m_stateMutex);
    m_options.host = host;
    m_options.port = port;
  }

  bool stopServer()
  {
    const bool finished = m_server.stop(std::chrono::duration<double>(m_options.drainTimeout));
    const std::lock_guard lock(m_stateMutex);
    if (m_state.phase == report::ServerState::Phase::Running)
      m_log.tell(finished ? logging::Level::Info : logging::Level::Warning,
                 finished ? "server stopped" : "server stopped before all requests were answered");
    m_state = {};
    m_adminUrl.clear();
    return finished;
  }

  void onPageDrawing(std::function<void(const report::PageDrawing&)> listener)
  {
    const std::lock_guard lock(m_listenerMutex);
    m_listener = std::move(listener);
  }

  report::ServerState serverState() const
  {
    const std::lock_guard lock(m_stateMutex);
    return m_state;
  }

  std::string adminUrl() const
  {
    const std::lock_guard lock(m_stateMutex);
    return m_adminUrl;
  }

  logging::LogRing& logRing() { return m_logRing; }

private:
  /// Under the lock, so that nobody is called once onPageDrawing() has put another in place.
  void showDrawing(const report::PageDrawing& drawing)
  {
    const std::lock_guard lock(m_listenerMutex);
    if (m_listener)
      m_listener(drawing);
  }

  // In the order of need: what stands below uses what stands above, and goes first.
  Options m_options;
  logging::LogRing m_logRing;
  logging::Log m_log;
  metrics::Registry m_metrics;
  metrics::EngineMetrics m_engineMetrics;
  statistics::EngineStatistics m_statistics;
  model::Store m_store;
  engine::LocalRecognizer m_recognizer;
  const base::Expected<std::unique_ptr<feedback::FeedbackStore>> m_feedback; ///< or why there is none
  std::mutex m_listenerMutex;
  std::function<void(const report::PageDrawing&)> m_listener;
  server::HttpServer m_server;

  mutable std::mutex m_stateMutex; ///< guards what follows, and the address in m_options
  report::ServerState m_state;
  std::string m_adminUrl;
};

Instance::Instance(Options options) : m_impl(std::make_unique<Impl>(std::move(options))) {}
Instance::~Instance() = default;

base::Expected<void> Instance::loadModel(const std::filesystem::path& path) { return m_impl->loadModel(path); }
model::Store& Instance::store() { return m_impl->store(); }
engine::Recognizer& Instance::recognizer() { return m_impl->recognizer(); }
report::Traffic Instance::traffic() const { return m_impl->traffic(); }
base::Expected<void> Instance::startServer() { return m_impl->startServer(); }
void Instance::setServerAddress(const std::string& host, int port) { m_impl->setServerAddress(host, port); }
bool Instance::stopServer() { return m_impl->stopServer(); }
void Instance::onPageDrawing(std::function<void(const report::PageDrawing&)> listener)
{
  m_impl->onPageDrawing(std::move(listener));
}
report::ServerState Instance::serverState() const { return m_impl->serverState(); }
logging::LogRing& Instance::logRing() { return m_impl->logRing(); }
std::string Instance::adminUrl() const { return m_impl->adminUrl(); }

} // namespace numeral::service
