#include "monitoring/drift/DriftMonitor.h"

#include <utility>

namespace numeral::drift {

DriftMonitor::DriftMonitor(WindowLimits limits, base::SteadyNow now) : m_limits(limits), m_now(std::move(now)) {}

void DriftMonitor::modelLoaded(const model::Bundle& bundle)
{
  const auto& manifest = bundle.manifest;
  auto window = bundle.reference ? std::make_unique<Window>(bundle.reference, m_limits) : nullptr;
  const std::lock_guard lock(m_mutex);
  if (window)
    m_models[manifest.name] = {manifest.version, std::move(window), 0};
  else
    m_models.erase(manifest.name);
}

void DriftMonitor::modelUnloaded(const std::string& name)
{
  const std::lock_guard lock(m_mutex);
  m_models.erase(name);
}

void DriftMonitor::finished(const engine::Options& /*options*/, const engine::Result& result) noexcept
{
  if (!result)
    return;
  const auto now = m_now();
  const std::lock_guard lock(m_mutex);
  const auto watched = m_models.find(result->model.name);
  if (watched == m_models.end() || watched->second.version != result->model.version)
    return;
  if (const auto* item = model::sampleOf(result->items, watched->second.pages++))
    watched->second.window->add(*item, now);
}

std::vector<report::ModelDrift> DriftMonitor::drift() const
{
  const auto now = m_now();
  std::vector<report::ModelDrift> all;
  const std::lock_guard lock(m_mutex);
  for (const auto& [name, watched] : m_models) {
    auto& drift = all.emplace_back(watched.window->drift(now));
    drift.model = name;
  }
  return all;
}

std::optional<report::DriftPeak> DriftMonitor::peak() const
{
  std::optional<report::DriftPeak> peak;
  for (const auto& model : drift())
    for (const auto& score : model.scores)
      if (!peak || score.psi > peak->psi)
        peak = {model.model, score.feature, score.psi};
  return peak;
}

} // namespace numeral::drift
