#include "app/desktop/DesktopStatus.h"

#include <algorithm>
#include <utility>

namespace numeral::desktop {
namespace {

constexpr int kPeriodMilliseconds = 1000;
constexpr std::size_t kLoadsKept = 60;

/// Critical ones first.
std::vector<report::Alert> firing(std::vector<report::Alert> alerts)
{
  std::erase_if(alerts, [](const auto& alert) { return alert.state != report::Alert::State::Firing; });
  std::stable_sort(alerts.begin(), alerts.end(), [](const auto& a, const auto& b) { return a.severity > b.severity; });
  return alerts;
}

} // namespace

DesktopStatus::DesktopStatus(const service::Instance& instance, QObject* parent)
    : ui::StatusSource(parent), m_instance(instance), m_postbox(*this)
{
  m_worker.setMaxThreadCount(1);
  m_timer.setTimerType(Qt::PreciseTimer); // a coarse one leaves out a second now and then
  connect(&m_timer, &QTimer::timeout, this, &DesktopStatus::read);
  m_timer.start(kPeriodMilliseconds);
  read();
}

DesktopStatus::~DesktopStatus() { m_worker.waitForDone(); }

void DesktopStatus::read()
{
  if (m_reading)
    return;
  m_reading = true;
  m_worker.start([this, post = m_postbox.sender()] {
    post([this, traffic = m_instance.traffic(), load = m_reader.read(),
          alerts = firing(m_instance.alerts().rules)]() mutable { take(std::move(traffic), load, std::move(alerts)); });
  });
}

void DesktopStatus::take(report::Traffic traffic, const report::Load& load, std::vector<report::Alert> alerts)
{
  m_reading = false;
  m_state.traffic = std::move(traffic);
  m_state.alerts = std::move(alerts);
  m_state.loads.push_back(load);
  if (m_state.loads.size() > kLoadsKept)
    m_state.loads.erase(m_state.loads.begin());
  Q_EMIT changed();
}

} // namespace numeral::desktop
