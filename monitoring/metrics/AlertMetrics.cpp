#include "monitoring/metrics/AlertMetrics.h"

#include <array>
#include <cstddef>
#include <map>

#include "monitoring/metrics/Families.h"

namespace numeral::metrics {
namespace {

constexpr std::array kOutcomes{"sent", "failed", "suppressed"}; // in the order of Notification

} // namespace

class AlertMetrics::Impl {
public:
  Impl(Registry& registry, const std::vector<std::string>& names)
  {
    auto& firing = gauges(registry.families(), kAlertsFiring);
    for (const std::string& name : names)
      m_firing[name] = &firing.Add({{"alert", name}});
    auto& notifications = counters(registry.families(), kAlertNotifications);
    for (std::size_t i = 0; i < kOutcomes.size(); ++i)
      m_outcomes[i] = &notifications.Add({{"channel", "mail"}, {"outcome", kOutcomes[i]}});
  }

  void firing(const std::string& name, bool fires)
  {
    if (const auto gauge = m_firing.find(name); gauge != m_firing.end())
      gauge->second->Set(fires ? 1 : 0);
  }

  void notified(Notification outcome) { m_outcomes[static_cast<std::size_t>(outcome)]->Increment(); }

private:
  std::map<std::string, prometheus::Gauge*> m_firing;
  std::array<prometheus::Counter*, kOutcomes.size()> m_outcomes{};
};

AlertMetrics::AlertMetrics(Registry& registry, const std::vector<std::string>& names)
    : m_impl(std::make_unique<Impl>(registry, names))
{
}
AlertMetrics::~AlertMetrics() = default;

void AlertMetrics::firing(const std::string& name, bool fires) { m_impl->firing(name, fires); }
void AlertMetrics::notified(Notification outcome) { m_impl->notified(outcome); }

} // namespace numeral::metrics
