/// What the window needs of the server built into the program.
#pragma once

#include <QObject>

#include "core/report/PageDrawing.h"
#include "core/report/ServerState.h"

namespace numeral::ui {

/// Threads: the GUI thread's; neither start() nor stop() waits, changed() follows.
class ServerControl : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

  virtual report::ServerState state() const = 0;

  /// The port asked for last; 0 takes a free one.
  virtual int port() const = 0;

  /// Who was to be let in last.
  virtual report::Reach reach() const = 0;

  /// A running one is stopped first.
  virtual void start(int port, report::Reach reach) = 0;
  /// For the same as last time.
  void start(int port) { start(port, reach()); }
  virtual void stop() = 0;

Q_SIGNALS:
  void changed();
  /// Somebody draws on the server's page. Where several come at once, the newest is told.
  void pageDrawing(const numeral::report::PageDrawing& drawing);
};

} // namespace numeral::ui
