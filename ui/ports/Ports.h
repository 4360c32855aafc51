/// Everything that the window works with and does not own.
#pragma once

#include "core/engine/Recognizer.h"
#include "ui/ports/ModelControl.h"
#include "ui/ports/ServerControl.h"

namespace numeral::ui {

/// All of them must outlive the window.
struct Ports {
  engine::Recognizer& recognizer;
  ModelControl& model;
  ServerControl& server;
};

} // namespace numeral::ui
