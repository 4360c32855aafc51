/// One running Numeral without a face: models, engine, metrics, log and server, wired together.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/service/Options.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/engine/Recognizer.h"
#include "core/feedback/Record.h"
#include "core/model/Store.h"
#include "core/report/Alert.h"
#include "core/report/ModelChange.h"
#include "core/report/PageDrawing.h"
#include "core/report/ServerState.h"
#include "core/report/Traffic.h"

namespace numeral::logging {
class Log;
class LogRing;
} // namespace numeral::logging

namespace numeral::service {

/// Owns: everything named above; numerald and numeral hold one each.
/// Threads: construct and destroy on one thread; the rest from any, server calls one at a time.
class Instance {
public:
  explicit Instance(Options options);
  ~Instance();

  /// Blocks for a second or so. The old model goes on serving when this fails. Errors: as model::loadBundle.
  base::Expected<void> loadModel(const std::filesystem::path& path);

  /// The same for a path, or without one for what was loaded last, while requests go on; tells what became of it.
  /// A model of another name takes the place of the one before. Counted, and logged.
  base::Expected<report::ModelChange> reloadModel(const std::filesystem::path& path = {});

  model::Store& store();
  engine::Recognizer& recognizer();
  /// What the engine did in the last minute, whoever asked.
  report::Traffic traffic() const;
  /// Rules, and what fires.
  report::AlertReport alerts() const;

  /// Keeps the right answer to something that was read here, and counts it; on disk when it returns. `classes`: those
  /// of the model that read it; `picture`: what it read. Errors: Io (also: there is no place for it).
  base::Expected<void> keepFeedback(const feedback::Record& record, const std::vector<std::string>& classes,
                                    base::ByteSpan picture);

  /// Binds both ports. Errors: AddressInUse (names the port), InvalidArgument (host, API keys), Io.
  base::Expected<void> startServer();
  /// Other addresses for the next start.
  void setServerAddress(const std::string& host, int port);
  /// Says on /readyz that it is leaving, serves on for the drain delay, refuses what is new, finishes what is under
  /// way, closes; returns false if the drain timeout cut it short.
  bool stopServer();
  /// Hears what is drawn on the server's page, on HTTP threads; must be quick. Until the next call.
  void onPageDrawing(std::function<void(const report::PageDrawing&)> listener);
  report::ServerState serverState() const;
  /// "http://127.0.0.1:18000" while running with an admin port, else empty.
  std::string adminUrl() const;

  /// What was logged; empty for ever where Options::keptLogRecords is 0.
  logging::LogRing& logRing();
  logging::Log& log();
  /// After somebody moved the files of log and traces.
  void reopenLogs();

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::service
