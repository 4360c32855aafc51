/// What the window needs to know of the model, and to choose another one.
#pragma once

#include <filesystem>

#include <QObject>

#include "core/report/ModelState.h"

namespace numeral::ui {

/// Threads: the GUI thread's; neither load() nor retry() waits, changed() follows.
class ModelControl : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

  /// A failed load leaves name and classes of the model that goes on serving, if there is one.
  virtual report::ModelState state() const = 0;

  virtual void load(const std::filesystem::path& path) = 0;
  /// Loads the same path again.
  virtual void retry() = 0;

Q_SIGNALS:
  void changed();
};

} // namespace numeral::ui
