#include "monitoring/metrics/Registry.h"

#include <iterator>
#include <mutex>
#include <utility>

#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "core/base/Clock.h"
#include "core/base/Version.h"
#include "monitoring/metrics/Families.h"
#include "monitoring/metrics/FamilyList.h"

namespace numeral::metrics {
namespace {

std::string serialize(const std::vector<prometheus::MetricFamily>& families)
{
  return static_cast<const prometheus::Serializer&>(prometheus::TextSerializer()).Serialize(families);
}

std::size_t seriesOf(const prometheus::MetricFamily& family)
{
  constexpr std::size_t kSumAndCount = 2;
  std::size_t series = 0;
  for (const auto& metric : family.metric)
    series += family.type == prometheus::MetricType::Histogram ? metric.histogram.bucket.size() + kSumAndCount : 1;
  return series;
}

/// What a scrape says of itself.
std::vector<prometheus::MetricFamily> aboutScrape(std::size_t series, double seconds)
{
  constexpr std::size_t kOwn = 2;
  FamilyList list;
  list.gauge(kSeries, series + kOwn);
  list.gauge(kScrapeDuration, seconds);
  return list.take();
}

} // namespace

class Registry::Collectors {
public:
  void add(const prometheus::Collectable& collector)
  {
    const std::lock_guard lock(m_mutex);
    m_all.push_back(&collector);
  }

  void remove(const prometheus::Collectable& collector)
  {
    const std::lock_guard lock(m_mutex);
    std::erase(m_all, &collector);
  }

  /// Under the lock, so that nobody goes away while asked.
  void collectInto(std::vector<prometheus::MetricFamily>& families) const
  {
    const std::lock_guard lock(m_mutex);
    for (const auto* collector : m_all) {
      auto more = collector->Collect();
      std::move(more.begin(), more.end(), std::back_inserter(families));
    }
  }

private:
  mutable std::mutex m_mutex;
  std::vector<const prometheus::Collectable*> m_all;
};

Registry::Registry()
    : m_families(std::make_unique<prometheus::Registry>()), m_collectors(std::make_unique<Collectors>())
{
  gauges(*m_families, kBuildInfo).Add({{"version", base::version()}, {"revision", base::revision()}}).Set(1);
}

Registry::~Registry() = default;

std::string Registry::text() const
{
  const auto start = base::Steady::now();
  const auto families = collect();
  std::string text = serialize(families);
  std::size_t series = 0;
  for (const auto& family : families)
    series += seriesOf(family);
  return text + serialize(aboutScrape(series, base::secondsSince(start)));
}

prometheus::Registry& Registry::families() { return *m_families; }

void Registry::add(const prometheus::Collectable& collector) { m_collectors->add(collector); }

void Registry::remove(const prometheus::Collectable& collector) { m_collectors->remove(collector); }

std::vector<prometheus::MetricFamily> Registry::collect() const
{
  auto families = m_families->Collect();
  m_collectors->collectInto(families);
  return families;
}

} // namespace numeral::metrics
