#include "monitoring/metrics/DriftMetrics.h"

#include <algorithm>
#include <utility>

#include <prometheus/collectable.h>

#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/metrics/FamilyList.h"
#include "monitoring/metrics/Registration.h"

namespace numeral::metrics {
namespace {

void addModel(FamilyList& list, const report::ModelDrift& drift)
{
  list.gauge(kDriftSamples, drift.samples, {{"model", drift.model}});
  for (const auto& score : drift.scores) {
    list.gauge(kDriftScore, score.psi, {{"feature", score.feature}, {"model", drift.model}, {"statistic", "psi"}});
    list.gauge(kDriftScore, score.ks, {{"feature", score.feature}, {"model", drift.model}, {"statistic", "ks"}});
  }
  double glyphs = 0;
  for (const auto& one : drift.reference)
    glyphs += static_cast<double>(one.count);
  for (std::size_t i = 0; i < std::min(drift.reference.size(), kMaxClasses); ++i)
    list.gauge(kReferenceClass, static_cast<double>(drift.reference[i].count) / glyphs,
               {{"model", drift.model}, {"predicted_class", drift.reference[i].name}});
}

} // namespace

class DriftMetrics::Impl final : public prometheus::Collectable {
public:
  Impl(Registry& registry, std::function<std::vector<report::ModelDrift>()> read)
      : m_read(std::move(read)), m_registration(registry, *this)
  {
  }

  std::vector<prometheus::MetricFamily> Collect() const override
  {
    FamilyList list;
    const auto models = m_read();
    for (std::size_t i = 0; i < std::min(models.size(), kMaxModels); ++i)
      addModel(list, models[i]);
    return list.take();
  }

private:
  const std::function<std::vector<report::ModelDrift>()> m_read;
  const Registration m_registration;
};

DriftMetrics::DriftMetrics(Registry& registry, std::function<std::vector<report::ModelDrift>()> read)
    : m_impl(std::make_unique<Impl>(registry, std::move(read)))
{
}

DriftMetrics::~DriftMetrics() = default;

} // namespace numeral::metrics
