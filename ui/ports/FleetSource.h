/// The other instances that the window watches.
#pragma once

#include <string>
#include <vector>

#include <QObject>

#include "core/base/Error.h"
#include "core/report/InstanceState.h"

namespace numeral::ui {

/// Threads: the GUI thread's; nothing here waits, changed() follows.
class FleetSource : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

  /// In the order in which they were added.
  virtual const std::vector<report::InstanceState>& state() const = 0;

  /// Watches one more, from now on and after the next start. `address`: host, host:port or URL.
  /// Errors: InvalidArgument (no address, watched already, too many).
  virtual base::Expected<void> add(const std::string& address) = 0;
  /// `address`: as state() tells it.
  virtual void remove(const std::string& address) = 0;

Q_SIGNALS:
  void changed();
};

} // namespace numeral::ui
