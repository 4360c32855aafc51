#include "app/desktop/DesktopLog.h"

#include "monitoring/logging/LogRing.h"

namespace numeral::desktop {
namespace {

constexpr int kSoonMilliseconds = 150;

} // namespace

DesktopLog::DesktopLog(service::Instance& instance, QObject* parent)
    : ui::LogSource(parent), m_instance(instance), m_postbox(*this)
{
  m_soon.setSingleShot(true);
  m_soon.setInterval(kSoonMilliseconds);
  connect(&m_soon, &QTimer::timeout, this, &DesktopLog::hand);
  m_instance.logRing().setWake([this, post = m_postbox.sender()] { post([this] { m_soon.start(); }); });
  m_soon.start(); // what was logged before
}

DesktopLog::~DesktopLog() { m_instance.logRing().setWake({}); }

void DesktopLog::hand()
{
  const auto taken = m_instance.logRing().take();
  if (!taken.records.empty())
    Q_EMIT arrived(taken.records, taken.missed);
}

} // namespace numeral::desktop
