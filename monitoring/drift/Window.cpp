#include "monitoring/drift/Window.h"

#include <string>
#include <utility>

namespace numeral::drift {

Window::Window(std::shared_ptr<const model::Reference> reference, const WindowLimits& limits)
    : m_reference(std::move(reference)), m_limits(limits), m_ring(limits.glyphs)
{
  m_detectors.emplace_back(m_reference->classCounts, Bins::Named);
  for (const auto& [feature, distribution] : m_reference->features)
    m_detectors.emplace_back(distribution.counts, Bins::Ordered);
}

void Window::add(const model::Item& item, base::TimePoint now)
{
  dropOld(now);
  if (m_count == m_ring.size())
    dropOldest();
  Seen& seen = m_ring[(m_oldest + m_count) % m_ring.size()];
  ++m_count;
  seen.at = now;
  seen.bins.fill(kNone);
  std::size_t place = 0;
  // One that ended on a model of the same version with other classes may lie outside.
  if (const auto label = model::classOf(item); label < m_reference->classCounts.size())
    seen.bins[place] = static_cast<std::uint16_t>(label);
  ++place;
  for (const auto& [feature, distribution] : m_reference->features) {
    if (const auto value = model::valueOf(item, feature))
      seen.bins[place] = static_cast<std::uint16_t>(distribution.binOf(*value));
    ++place;
  }
  for (std::size_t i = 0; i < m_detectors.size(); ++i)
    if (seen.bins[i] != kNone)
      m_detectors[i].add(seen.bins[i]);
}

report::ModelDrift Window::drift(base::TimePoint now)
{
  dropOld(now);
  report::ModelDrift drift;
  drift.samples = m_count;
  const auto show = [&](std::string feature, const Detector& detector) {
    if (const auto score = detector.score(m_limits.leastSamples))
      drift.scores.push_back({std::move(feature), score->psi, score->ks});
  };
  auto detector = m_detectors.begin();
  show("class", *detector++);
  for (const auto& [feature, distribution] : m_reference->features)
    show(std::string(model::name(feature)), *detector++);
  for (std::size_t i = 0; i < m_reference->classes.size(); ++i)
    drift.reference.push_back({m_reference->classes[i], m_reference->classCounts[i]});
  drift.reference.push_back({model::kNoClass, m_reference->classCounts.back()});
  return drift;
}

void Window::dropOldest()
{
  const Seen& seen = m_ring[m_oldest];
  for (std::size_t i = 0; i < m_detectors.size(); ++i)
    if (seen.bins[i] != kNone)
      m_detectors[i].remove(seen.bins[i]);
  m_oldest = (m_oldest + 1) % m_ring.size();
  --m_count;
}

void Window::dropOld(base::TimePoint now)
{
  while (m_count > 0 && now - m_ring[m_oldest].at > m_limits.age)
    dropOldest();
}

} // namespace numeral::drift
