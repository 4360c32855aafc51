#include "monitoring/metrics/Registry.h"

#include <utility>

#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "core/base/Version.h"
#include "monitoring/metrics/Families.h"

namespace numeral::metrics {

Registry::Registry() : m_families(std::make_unique<prometheus::Registry>())
{
  gauges(*m_families, kBuildInfo).Add({{"version", base::version()}, {"revision", base::revision()}}).Set(1);
}

Registry::~Registry() = default;

void Registry::beforeText(std::function<void()> refresh)
{
  const std::lock_guard lock(m_mutex);
  m_refresh.push_back(std::move(refresh));
}

std::string Registry::text() const
{
  {
    const std::lock_guard lock(m_mutex);
    for (const auto& refresh : m_refresh)
      refresh();
  }
  return static_cast<const prometheus::Serializer&>(prometheus::TextSerializer()).Serialize(m_families->Collect());
}

prometheus::Registry& Registry::families() { return *m_families; }

} // namespace numeral::metrics
