/// Loads models into an Instance for the window, on a thread of its own.
#pragma once

#include <QThreadPool>

#include "app/service/Instance.h"
#include "ui/base/Postbox.h"
#include "ui/ports/ModelControl.h"

namespace numeral::desktop {

class DesktopModel final : public ui::ModelControl {
  Q_OBJECT
public:
  /// `instance` must outlive this. Nothing is loaded yet.
  explicit DesktopModel(service::Instance& instance, QObject* parent = nullptr);
  /// Waits for a load that is under way.
  ~DesktopModel() override;

  report::ModelState state() const override { return m_state; }
  void load(const std::filesystem::path& path) override;
  void retry() override;

private:
  void finish(const base::Expected<void>& loaded, const report::ModelFacts& facts);

  service::Instance& m_instance;
  report::ModelState m_state;
  QThreadPool m_worker; ///< one thread: loads follow each other
  int m_waiting = 0;    ///< loads that are not finished; only the last one is reported
  ui::Postbox m_postbox;
};

} // namespace numeral::desktop
