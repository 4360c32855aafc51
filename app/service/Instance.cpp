#include "app/service/Instance.h"

#include <chrono>
#include <csignal>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "app/service/Alerting.h"
#include "app/service/DriftWatch.h"
#include "app/service/StateLocation.h"
#include "core/base/Clock.h"
#include "core/engine/LocalRecognizer.h"
#include "core/feedback/Folders.h"
#include "core/model/Bundle.h"
#include "monitoring/logging/Log.h"
#include "monitoring/logging/LogRing.h"
#include "monitoring/logging/TraceWriter.h"
#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/metrics/LogMetrics.h"
#include "monitoring/metrics/Registry.h"
#include "monitoring/metrics/SystemMetrics.h"
#include "monitoring/server/HttpServer.h"
#include "monitoring/statistics/EngineStatistics.h"
#include "monitoring/system/SystemMonitor.h"

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
  limits.connections = static_cast<int>(options.connections);
  limits.accessLog = server::parseAccessMode(options.log.access).value_or(server::AccessMode::Sampled);
  return limits;
}

logging::LogConfig logConfig(const Options& options)
{
  return {.level = logging::parseLevel(options.logLevel).value_or(logging::Level::Info),
          .format = options.log.format == "json" ? logging::Format::Json : logging::Format::Text,
          .file = options.log.file,
          .fileLimits = {options.log.fileBytes, options.log.files},
          .syslog = options.log.syslog};
}

std::unique_ptr<logging::TraceWriter> openTraces(const Options& options, logging::Log& log)
{
  if (options.log.traceFile.empty())
    return nullptr;
  return std::make_unique<logging::TraceWriter>(options.log.traceFile,
                                                logging::FileLimits{options.log.fileBytes, options.log.files}, log);
}

/// `keysProblem` gets what is wrong with the file of keys; without its keys nothing that wants one is open.
server::GuardConfig guardConfig(const Options& options, std::optional<base::Error>& keysProblem)
{
  server::GuardConfig guard;
  guard.keyForAll = options.requireApiKey;
  guard.limits.perSecond = options.rateLimit;
  guard.limits.underWay = options.clientRequests;
  for (const auto& text : options.trustedProxies)
    if (const auto range = server::IpRange::parse(text))
      guard.trustedProxies.push_back(*range);
  if (options.apiKeyFile.empty())
    return guard;
  if (auto keys = server::ApiKeys::read(options.apiKeyFile))
    guard.keys = std::move(*keys);
  else
    keysProblem = base::Error{base::ErrorCode::InvalidArgument, "--api-key-file: " + keys.error().message, {}};
  return guard;
}

base::Expected<std::filesystem::path> stateFolder(const Options& options)
{
  return options.stateDir.empty() ? defaultStateFolder() : options.stateDir;
}

base::Expected<std::unique_ptr<feedback::FeedbackStore>> openFeedback(const Options& options)
{
  std::signal(SIGXFSZ, SIG_IGN); // a file at its limit is an error like a full disk, and must not end the program
  return stateFolder(options).and_then([&](const std::filesystem::path& folder) {
    feedback::StoreConfig config;
    config.keepPictures = options.feedbackImages || options.ownFeedbackImages;
    return feedback::openFirstFree(folder, config);
  });
}

std::string url(const std::string& host, int port) { return "http://" + host + ":" + std::to_string(port); }

} // namespace

class Instance::Impl {
public:
  explicit Impl(Options options)
      : m_options(std::move(options)), m_logRing(m_options.keptLogRecords),
        m_log(logConfig(m_options), m_options.keptLogRecords == 0 ? nullptr : &m_logRing),
        m_traces(openTraces(m_options, m_log)), m_systemMetrics(m_metrics, [this] { return m_system.state(); }),
        m_logMetrics(m_metrics, [this] { return m_log.state(); }), m_engineMetrics(m_metrics, m_options.queue),
        m_drift(m_metrics, m_log), m_statistics(m_options.queue),
        m_recognizer(m_store, engineConfig(m_options), {&m_engineMetrics, &m_statistics, &m_drift.observer()}),
        m_feedback(openFeedback(m_options)), m_alerting(m_options.alerts, alertSources()),
        m_server({m_recognizer,
                  m_store,
                  m_metrics,
                  m_log,
                  [this](const report::PageDrawing& drawing) { showDrawing(drawing); },
                  controls(),
                  m_feedback.map([](const auto& store) { return store.get(); }),
                  {[this] { return traffic(); }, [this] { return m_system.state(); }},
                  m_alerting.controls(),
                  m_traces.get(),
                  m_options.feedbackImages},
                 serverLimits(m_options), guardConfig(m_options, m_keysProblem))
  {
    if (!m_feedback) // as an error: stdout is for the ready line
      m_log.write(logging::Level::Error, "feedback is not kept: " + m_feedback.error().message);
  }

  ~Impl() { m_alerting.stop(); } // it asks the server

  base::Expected<void> loadModel(const std::filesystem::path& path)
  {
    const std::lock_guard lock(m_loadMutex);
    auto loaded = loadLocked(path);
    if (!loaded)
      m_log.tell(logging::Level::Error, "model " + path.string() + ": " + loaded.error().message);
    return loaded;
  }

  base::Expected<report::ModelChange> reloadModel(const std::filesystem::path& path)
  {
    const std::lock_guard lock(m_loadMutex);
    report::ModelChange change;
    const auto previous = m_store.find();
    if (previous) {
      change.previousName = (*previous)->manifest.name;
      change.previousVersion = (*previous)->manifest.version;
    }
    // On a thread of its own: HTTP's have little stack.
    const auto wanted = path.empty() ? m_modelPath : path;
    const auto loaded = std::async(std::launch::async, [this, &wanted] { return loadLocked(wanted); }).get();
    m_engineMetrics.modelReloaded(loaded.has_value());
    if (!loaded) {
      m_log.write(logging::Level::Error, "model " + wanted.string() + " not loaded: " + loaded.error().message);
      return base::failure(loaded.error().code,
                           loaded.error().message + (previous ? " The model " + change.previousName + " " +
                                                                    change.previousVersion + " goes on serving."
                                                              : std::string()),
                           loaded.error().detail);
    }
    const auto bundle = *m_store.find();
    const auto& manifest = bundle->manifest;
    change.name = manifest.name;
    change.version = manifest.version;
    change.sha256 = manifest.sha256;
    change.changed = !previous || (*previous)->manifest.sha256 != manifest.sha256;
    if (previous && change.previousName != change.name) {
      m_store.remove(change.previousName);
      m_engineMetrics.modelUnloaded(change.previousName);
      m_drift.modelUnloaded(change.previousName);
    }
    return change;
  }

  model::Store& store() { return m_store; }
  engine::Recognizer& recognizer() { return m_recognizer; }
  report::Traffic traffic() const { return m_statistics.traffic(); }
  report::AlertReport alerts() const { return m_alerting.report(); }

  base::Expected<void> keepFeedback(const feedback::Record& record, const std::vector<std::string>& classes,
                                    base::ByteSpan picture)
  {
    if (!m_feedback)
      return tl::unexpected(m_feedback.error());
    auto kept = (*m_feedback)->add(record, picture);
    if (kept)
      m_server.feedbackGiven(record, classes);
    else
      m_log.tell(logging::Level::Error, "feedback is not kept: " + kept.error().message);
    return kept;
  }

  base::Expected<void> startServer()
  {
    const std::lock_guard lock(m_stateMutex);
    if (m_keysProblem)
      return tl::unexpected(*m_keysProblem);
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
    m_alerting.setServing(true);
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
    if (m_options.drainDelay > 0 && serverState().phase == report::ServerState::Phase::Running) {
      m_server.setDraining(true);
      m_log.tell(logging::Level::Info, "server draining");
      std::this_thread::sleep_for(std::chrono::duration<double>(m_options.drainDelay));
    }
    m_alerting.setServing(false);
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
  logging::Log& log() { return m_log; }

  void reopenLogs()
  {
    m_log.reopen();
    if (m_traces)
      m_traces->reopen();
  }

private:
  /// Caller holds m_loadMutex.
  base::Expected<void> loadLocked(const std::filesystem::path& path)
  {
    const auto start = base::Steady::now();
    auto loaded = model::loadBundle(path, {.device = m_options.device, .warmUpBatch = m_options.maxBatch});
    if (!loaded) {
      if (m_modelPath.empty())
        m_modelPath = path; // to be tried again
      return tl::unexpected(loaded.error());
    }
    const auto bundle = *loaded;
    m_engineMetrics.modelLoaded(bundle->manifest, bundle->device);
    m_drift.modelLoaded(*bundle);
    m_store.put(bundle);
    m_modelPath = path;
    m_log.tell(logging::Level::Info, "model " + bundle->manifest.name + " " + bundle->manifest.version + " on " +
                                         bundle->device + " from " + path.string() + ", loaded in " +
                                         std::to_string(base::secondsSince(start)) + " s");
    return {};
  }

  server::Controls controls()
  {
    return {.loadModel = [this](const std::filesystem::path& path) { return reloadModel(path); },
            .setLogLevel = [this](std::string_view word) { return m_log.setLevel(word); },
            .modelsDir = m_options.modelsDir};
  }

  Alerting::Sources alertSources()
  {
    return {.readings = {.engine = [this] { return m_statistics.traffic(); },
                         .http = [this] { return m_server.traffic(); },
                         .system = [this] { return m_system.state(); },
                         .drift = [this] { return m_drift.monitor().peak(); },
                         .ready = [this] { return m_server.ready(); },
                         .stateFolder = stateFolder(m_options).value_or("")},
            .metrics = m_metrics,
            .log = m_log};
  }

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
  const std::unique_ptr<logging::TraceWriter> m_traces; ///< null: none are wanted
  system::SystemMonitor m_system;
  metrics::Registry m_metrics;
  metrics::SystemMetrics m_systemMetrics;
  metrics::LogMetrics m_logMetrics;
  metrics::EngineMetrics m_engineMetrics;
  DriftWatch m_drift;
  statistics::EngineStatistics m_statistics;
  model::Store m_store;
  engine::LocalRecognizer m_recognizer;
  const base::Expected<std::unique_ptr<feedback::FeedbackStore>> m_feedback; ///< or why there is none
  Alerting m_alerting;
  std::mutex m_listenerMutex;
  std::function<void(const report::PageDrawing&)> m_listener;
  std::optional<base::Error> m_keysProblem;
  std::mutex m_loadMutex;            ///< one model is loaded at a time; guards what follows
  std::filesystem::path m_modelPath; ///< of the model that serves, or of the one that could not be loaded
  server::HttpServer m_server;

  mutable std::mutex m_stateMutex; ///< guards what follows, and the address in m_options
  report::ServerState m_state;
  std::string m_adminUrl;
};

Instance::Instance(Options options) : m_impl(std::make_unique<Impl>(std::move(options))) {}
Instance::~Instance() = default;

base::Expected<void> Instance::loadModel(const std::filesystem::path& path) { return m_impl->loadModel(path); }
base::Expected<report::ModelChange> Instance::reloadModel(const std::filesystem::path& path)
{
  return m_impl->reloadModel(path);
}
model::Store& Instance::store() { return m_impl->store(); }
engine::Recognizer& Instance::recognizer() { return m_impl->recognizer(); }
report::Traffic Instance::traffic() const { return m_impl->traffic(); }
report::AlertReport Instance::alerts() const { return m_impl->alerts(); }
base::Expected<void> Instance::keepFeedback(const feedback::Record& record, const std::vector<std::string>& classes,
                                            base::ByteSpan picture)
{
  return m_impl->keepFeedback(record, classes, picture);
}
base::Expected<void> Instance::startServer() { return m_impl->startServer(); }
void Instance::setServerAddress(const std::string& host, int port) { m_impl->setServerAddress(host, port); }
bool Instance::stopServer() { return m_impl->stopServer(); }
void Instance::onPageDrawing(std::function<void(const report::PageDrawing&)> listener)
{
  m_impl->onPageDrawing(std::move(listener));
}
report::ServerState Instance::serverState() const { return m_impl->serverState(); }
logging::LogRing& Instance::logRing() { return m_impl->logRing(); }
logging::Log& Instance::log() { return m_impl->log(); }
void Instance::reopenLogs() { m_impl->reopenLogs(); }
std::string Instance::adminUrl() const { return m_impl->adminUrl(); }

} // namespace numeral::service
