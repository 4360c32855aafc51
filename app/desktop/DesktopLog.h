/// Brings an Instance's log to the window, in small batches.
#pragma once

#include <QTimer>

#include "app/service/Instance.h"
#include "ui/base/Postbox.h"
#include "ui/ports/LogSource.h"

namespace numeral::desktop {

class DesktopLog final : public ui::LogSource {
  Q_OBJECT
public:
  /// `instance` must outlive this and keep log records (Options::keptLogRecords).
  explicit DesktopLog(service::Instance& instance, QObject* parent = nullptr);
  ~DesktopLog() override;

private:
  void hand();

  service::Instance& m_instance;
  QTimer m_soon; ///< a busy server logs thousands of lines a second; the window takes them a few times a second
  ui::Postbox m_postbox;
};

} // namespace numeral::desktop
