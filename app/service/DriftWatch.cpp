#include "app/service/DriftWatch.h"

namespace numeral::service {

DriftWatch::DriftWatch(metrics::Registry& registry, logging::Log& log)
    : m_log(log), m_metrics(registry, [this] { return m_monitor.drift(); })
{
}

void DriftWatch::modelLoaded(const model::Bundle& bundle)
{
  if (bundle.referenceProblem)
    m_log.write(logging::Level::Warning, "no drift is told: " + bundle.referenceProblem->message);
  m_monitor.modelLoaded(bundle);
}

} // namespace numeral::service
