/// What the window needs of the program's log.
#pragma once

#include <cstddef>
#include <vector>

#include <QObject>

#include "core/report/LogRecord.h"

namespace numeral::ui {

/// Threads: the GUI thread's.
class LogSource : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

Q_SIGNALS:
  /// Oldest first; `missed` more came before them, too fast to be kept.
  void arrived(const std::vector<numeral::report::LogRecord>& records, std::size_t missed);
};

} // namespace numeral::ui
