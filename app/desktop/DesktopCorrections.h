/// Keeps what people say was right in an Instance's store of feedback, on a thread of its own.
#pragma once

#include <QThreadPool>

#include "app/service/Instance.h"
#include "ui/base/Postbox.h"
#include "ui/ports/CorrectionSink.h"

namespace numeral::desktop {

class DesktopCorrections final : public ui::CorrectionSink {
  Q_OBJECT
public:
  /// `instance` must outlive this.
  explicit DesktopCorrections(service::Instance& instance, QObject* parent = nullptr);
  /// Waits until all that was given is kept.
  ~DesktopCorrections() override;

  void give(const ui::Correction& correction) override;

private:
  service::Instance& m_instance;
  QThreadPool m_worker; ///< one thread: records keep their order
  ui::Postbox m_postbox;
};

} // namespace numeral::desktop
