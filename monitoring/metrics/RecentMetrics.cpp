#include "monitoring/metrics/RecentMetrics.h"

#include <algorithm>
#include <utility>

#include <prometheus/collectable.h>

#include "monitoring/metrics/FamilyList.h"
#include "monitoring/metrics/Registration.h"

namespace numeral::metrics {
namespace {

void addHttp(FamilyList& list, const report::HttpTraffic& traffic)
{
  constexpr double kPercent = 100;
  const auto requests = static_cast<double>(traffic.requests);
  list.gauge(kApiRate, requests / std::max(1.0, traffic.windowSeconds));
  list.gauge(kApiErrorRate, requests > 0 ? kPercent * static_cast<double>(traffic.errors) / requests : 0.0);
  if (traffic.requests > 0)
    list.gauge(kApiLatency, traffic.latency.average);
}

void addEngine(FamilyList& list, const report::Traffic& traffic)
{
  if (traffic.glyphs > 0)
    list.gauge(kConfidenceAverage, traffic.confidence.average);
  for (const auto& device : traffic.devices)
    if (device.requests > 0)
      list.gauge(kInferenceTimeAverage, device.inference, {{"device", device.name}});
}

} // namespace

class RecentMetrics::Impl final : public prometheus::Collectable {
public:
  Impl(Registry& registry, Sources sources) : m_sources(std::move(sources)), m_registration(registry, *this) {}

  std::vector<prometheus::MetricFamily> Collect() const override
  {
    FamilyList list;
    addHttp(list, m_sources.http());
    addEngine(list, m_sources.engine());
    list.gauge(kReady, m_sources.ready() ? 1 : 0);
    return list.take();
  }

private:
  const Sources m_sources;
  const Registration m_registration;
};

RecentMetrics::RecentMetrics(Registry& registry, Sources sources)
    : m_impl(std::make_unique<Impl>(registry, std::move(sources)))
{
}

RecentMetrics::~RecentMetrics() = default;

} // namespace numeral::metrics
