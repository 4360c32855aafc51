#include "monitoring/metrics/DriftMetrics.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/metrics/Families.h"

namespace numeral::metrics {
namespace {

/// A family whose children are those that were last shown.
class Shown {
public:
  explicit Shown(Gauges& family) : m_family(family) {}

  void begin() { m_stale = std::exchange(m_children, {}); }

  void set(const prometheus::Labels& labels, double value)
  {
    const auto kept = m_stale.extract(labels);
    prometheus::Gauge& child = kept.empty() ? m_family.Add(labels) : *kept.mapped();
    child.Set(value);
    m_children[labels] = &child;
  }

  void end()
  {
    for (const auto& [labels, child] : m_stale)
      m_family.Remove(child);
    m_stale.clear();
  }

private:
  using Children = std::map<prometheus::Labels, prometheus::Gauge*>;
  Gauges& m_family;
  Children m_children;
  Children m_stale; ///< shown before, and not yet again
};

} // namespace

class DriftMetrics::Impl {
public:
  explicit Impl(Registry& registry)
      : m_scores(gauges(registry.families(), kDriftScore)), m_samples(gauges(registry.families(), kDriftSamples)),
        m_classes(gauges(registry.families(), kReferenceClass))
  {
  }

  void show(const std::vector<report::ModelDrift>& models)
  {
    const std::lock_guard lock(m_mutex);
    for (Shown* family : {&m_scores, &m_samples, &m_classes})
      family->begin();
    for (std::size_t i = 0; i < std::min(models.size(), kMaxModels); ++i)
      showModel(models[i]);
    for (Shown* family : {&m_scores, &m_samples, &m_classes})
      family->end();
  }

private:
  void showModel(const report::ModelDrift& drift)
  {
    m_samples.set({{"model", drift.model}}, static_cast<double>(drift.samples));
    for (const auto& score : drift.scores) {
      m_scores.set({{"model", drift.model}, {"feature", score.feature}, {"statistic", "psi"}}, score.psi);
      if (score.ks)
        m_scores.set({{"model", drift.model}, {"feature", score.feature}, {"statistic", "ks"}}, *score.ks);
    }
    double glyphs = 0;
    for (const auto& one : drift.reference)
      glyphs += static_cast<double>(one.count);
    for (std::size_t i = 0; i < std::min(drift.reference.size(), kMaxClasses); ++i)
      m_classes.set({{"model", drift.model}, {"predicted_class", drift.reference[i].name}},
                    static_cast<double>(drift.reference[i].count) / glyphs);
  }

  std::mutex m_mutex; ///< guards what follows
  Shown m_scores;
  Shown m_samples;
  Shown m_classes;
};

DriftMetrics::DriftMetrics(Registry& registry) : m_impl(std::make_unique<Impl>(registry)) {}

DriftMetrics::~DriftMetrics() = default;

void DriftMetrics::show(const std::vector<report::ModelDrift>& models) { m_impl->show(models); }

} // namespace numeral::metrics
