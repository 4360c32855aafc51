#include "app/desktop/DesktopCorrections.h"

namespace numeral::desktop {

DesktopCorrections::DesktopCorrections(service::Instance& instance, QObject* parent)
    : ui::CorrectionSink(parent), m_instance(instance), m_postbox(*this)
{
  m_worker.setMaxThreadCount(1);
}

DesktopCorrections::~DesktopCorrections() { m_worker.waitForDone(); }

void DesktopCorrections::give(const ui::Correction& correction)
{
  m_worker.start([this, correction, post = m_postbox.sender()] {
    const auto result = m_instance.keepFeedback(correction.record, correction.classes, correction.picture);
    post([this, result, record = correction.record] {
      if (result)
        Q_EMIT kept(record);
      else
        Q_EMIT failed(result.error());
    });
  });
}

} // namespace numeral::desktop
