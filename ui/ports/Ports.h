/// Everything that the window works with and does not own.
#pragma once

#include "core/engine/Recognizer.h"
#include "ui/ports/CorrectionSink.h"
#include "ui/ports/FleetSource.h"
#include "ui/ports/LogSource.h"
#include "ui/ports/ModelControl.h"
#include "ui/ports/ServerControl.h"
#include "ui/ports/StatusSource.h"
#include "ui/settings/Settings.h"

namespace numeral::ui {

/// All of them must outlive the window.
struct Ports {
  engine::Recognizer& recognizer;
  ModelControl& model;
  ServerControl& server;
  StatusSource& status;
  FleetSource& fleet;
  LogSource& log;
  Settings& settings;
  CorrectionSink& corrections;
};

} // namespace numeral::ui
