/// Reads once a second how an Instance and this process are doing, on a thread of its own.
#pragma once

#include <vector>

#include <QThreadPool>
#include <QTimer>

#include "app/service/Instance.h"
#include "monitoring/system/SystemReader.h"
#include "ui/base/Postbox.h"
#include "ui/ports/StatusSource.h"

namespace numeral::desktop {

class DesktopStatus final : public ui::StatusSource {
  Q_OBJECT
public:
  /// `instance` must outlive this. The first reading is under way when this returns.
  explicit DesktopStatus(const service::Instance& instance, QObject* parent = nullptr);
  ~DesktopStatus() override;

  const report::Status& state() const override { return m_state; }

private:
  void read();
  void take(report::Traffic traffic, const report::Load& load, std::vector<report::Alert> alerts);

  const service::Instance& m_instance;
  system::SystemReader m_reader; ///< used by the worker alone
  report::Status m_state;
  QTimer m_timer;
  QThreadPool m_worker; ///< one thread
  bool m_reading = false;
  ui::Postbox m_postbox;
};

} // namespace numeral::desktop
