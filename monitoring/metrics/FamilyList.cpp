#include "monitoring/metrics/FamilyList.h"

#include <algorithm>
#include <utility>

namespace numeral::metrics {

prometheus::ClientMetric& FamilyList::add(const Name& name, prometheus::MetricType type, Labels labels)
{
  auto family = std::find_if(m_families.begin(), m_families.end(),
                             [&name](const prometheus::MetricFamily& known) { return known.name == name.name; });
  if (family == m_families.end())
    family = m_families.insert(family, {name.name, name.help, type, {}});
  auto& metric = family->metric.emplace_back();
  metric.label = std::move(labels);
  return metric;
}

} // namespace numeral::metrics
