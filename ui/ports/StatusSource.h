/// What the window needs to know of how this program is doing.
#pragma once

#include <QObject>

#include "core/report/Status.h"

namespace numeral::ui {

/// Threads: the GUI thread's. changed() comes once a second.
class StatusSource : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

  virtual const report::Status& state() const = 0;

Q_SIGNALS:
  void changed();
};

} // namespace numeral::ui
