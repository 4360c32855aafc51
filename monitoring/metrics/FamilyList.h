/// Families of metrics whose values are read when they are asked for. Only for the .cpp files of this folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <prometheus/metric_family.h>

#include "monitoring/metrics/MetricNames.h"

namespace numeral::metrics {

class FamilyList {
public:
  using Labels = std::vector<prometheus::ClientMetric::Label>;

  /// Without a value there is no series.
  template <class Number> void gauge(const Name& name, std::optional<Number> value, Labels labels = {})
  {
    if (value)
      add(name, prometheus::MetricType::Gauge, std::move(labels)).gauge.value = static_cast<double>(*value);
  }
  template <class Number> void gauge(const Name& name, Number value, Labels labels = {})
  {
    gauge(name, std::optional(value), std::move(labels));
  }

  /// `value` must not fall while the program runs.
  template <class Number> void counter(const Name& name, std::optional<Number> value, Labels labels = {})
  {
    if (value)
      add(name, prometheus::MetricType::Counter, std::move(labels)).counter.value = static_cast<double>(*value);
  }
  template <class Number> void counter(const Name& name, Number value, Labels labels = {})
  {
    counter(name, std::optional(value), std::move(labels));
  }

  /// Leaves the list empty.
  std::vector<prometheus::MetricFamily> take() { return std::move(m_families); }

private:
  prometheus::ClientMetric& add(const Name& name, prometheus::MetricType type, Labels labels);

  std::vector<prometheus::MetricFamily> m_families;
};

} // namespace numeral::metrics
