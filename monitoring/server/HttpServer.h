/// The HTTP server: the data port for predictions and the drawing page, the admin port for metrics and health.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/engine/Recognizer.h"
#include "core/feedback/FeedbackStore.h"
#include "core/model/Store.h"
#include "core/report/HttpTraffic.h"
#include "core/report/PageDrawing.h"
#include "monitoring/logging/Log.h"
#include "monitoring/logging/TraceWriter.h"
#include "monitoring/metrics/Registry.h"
#include "monitoring/server/http/AccessLog.h"
#include "monitoring/server/http/Guard.h"
#include "monitoring/server/routes/AdminRoutes.h"
#include "monitoring/server/routes/AlertRoutes.h"
#include "monitoring/server/routes/StatsRoutes.h"

namespace numeral::server {

/// What the server works with; all of it must outlive the server.
struct Services {
  engine::Recognizer& recognizer;
  const model::Store& store;
  metrics::Registry& metrics;
  logging::Log& log;
  /// Hears what is drawn on the page at `/`, on HTTP threads, before it is answered; must be quick. May be empty.
  std::function<void(const report::PageDrawing&)> pageDrawing;
  Controls controls;
  /// Where right answers are kept, or why nowhere; /feedback then says so.
  base::Expected<feedback::FeedbackStore*> feedback =
      base::failure(base::ErrorCode::NotFound, "This server has no place for it.");
  Figures figures{}; ///< what engine and machine do, for those who watch
  AlertControls alerts{};
  logging::TraceWriter* traces = nullptr; ///< null: none
  bool feedbackPictures = true;           ///< what clients had read is kept too, where `feedback` keeps any
};

struct Limits {
  std::size_t maxBody = 20u << 20;           ///< bytes
  std::chrono::milliseconds request{30'000}; ///< from the head to the answer
  std::chrono::milliseconds silence{10'000}; ///< for a head to come, and between two parts of a body; at most `request`
  int connections = 512;                     ///< on the data port; each holds one cheap thread
  int adminConnections = 16;
  AccessMode accessLog = AccessMode::Sampled;
};

struct Addresses {
  std::string host = "127.0.0.1";
  int port = 8000; ///< 0 takes a free one
  std::string adminHost = "127.0.0.1";
  int adminPort = 18000; ///< 0 takes a free one; -1 for none
};

/// Threads: start and stop by one at a time; the rest from any.
class HttpServer {
public:
  explicit HttpServer(const Services& services, Limits limits = {}, GuardConfig guard = {});
  ~HttpServer();

  /// May be called again after stop(). Errors: AddressInUse (names the port), InvalidArgument (host), Io.
  base::Expected<void> start(const Addresses& addresses);

  /// /readyz says 503, answers ask clients to come back on another connection; requests go on being answered.
  void setDraining(bool draining);

  /// Refuses what is new, waits for what is under way, closes. False if that took longer than `drainTimeout`: what was
  /// still under way has then got 503.
  bool stop(std::chrono::duration<double> drainTimeout);

  /// Counts a right answer that was given elsewhere. `classes`: those of the model that read it.
  void feedbackGiven(const feedback::Record& record, const std::vector<std::string>& classes);

  /// What /readyz says; numeral_ready says the same.
  bool ready() const;
  /// The prediction requests of the last minute.
  report::HttpTraffic traffic() const;

  /// 0 while stopped.
  int port() const;
  int adminPort() const;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::server
