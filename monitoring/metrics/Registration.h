/// Has a collector asked at every scrape for as long as this lives. Only for the .cpp files of this folder.
#pragma once

#include "monitoring/metrics/Registry.h"

namespace numeral::metrics {

/// The last member of what it registers, so that nothing is asked of a half-made or half-gone one.
class Registration {
public:
  /// Both must outlive this.
  Registration(Registry& registry, const prometheus::Collectable& collector)
      : m_registry(registry), m_collector(collector)
  {
    m_registry.add(m_collector);
  }
  ~Registration() { m_registry.remove(m_collector); }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

private:
  Registry& m_registry;
  const prometheus::Collectable& m_collector;
};

} // namespace numeral::metrics
