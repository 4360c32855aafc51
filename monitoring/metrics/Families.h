/// Makes, or finds again, a family of metrics by its Name. Only for the .cpp files of this folder.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "monitoring/metrics/MetricNames.h"

namespace numeral::metrics {

using Counters = prometheus::Family<prometheus::Counter>;
using Gauges = prometheus::Family<prometheus::Gauge>;
using Histograms = prometheus::Family<prometheus::Histogram>;

inline Counters& counters(prometheus::Registry& registry, const Name& name)
{
  return prometheus::BuildCounter().Name(name.name).Help(name.help).Register(registry);
}

inline Gauges& gauges(prometheus::Registry& registry, const Name& name)
{
  return prometheus::BuildGauge().Name(name.name).Help(name.help).Register(registry);
}

inline Histograms& histograms(prometheus::Registry& registry, const Name& name)
{
  return prometheus::BuildHistogram().Name(name.name).Help(name.help).Register(registry);
}

} // namespace numeral::metrics
