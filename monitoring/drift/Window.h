/// The latest glyphs of one model, counted against its reference.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/Clock.h"
#include "core/model/Reference.h"
#include "core/report/Drift.h"
#include "monitoring/drift/Detector.h"

namespace numeral::drift {

struct WindowLimits {
  std::size_t glyphs = 1000;      ///< the latest so many …
  std::chrono::minutes age{60};   ///< … and none older than this
  std::size_t leastSamples = 200; ///< fewer say nothing; see the README for how it was chosen
};

/// Takes the same time for each glyph, however many there are. Threads: one at a time.
class Window {
public:
  Window(std::shared_ptr<const model::Reference> reference, const WindowLimits& limits);

  void add(const model::Item& item, base::TimePoint now);

  /// What is too old is left out first.
  report::ModelDrift drift(base::TimePoint now);

private:
  /// One glyph: what it counts in. The features come after the class.
  struct Seen {
    base::TimePoint at;
    std::array<std::uint16_t, 1 + model::kFeatures.size()> bins;
  };
  static constexpr std::uint16_t kNone = UINT16_MAX; ///< has not that feature

  void dropOldest();
  void dropOld(base::TimePoint now);

  const std::shared_ptr<const model::Reference> m_reference;
  const WindowLimits m_limits;
  std::vector<Detector> m_detectors; ///< class first, then the reference's features
  std::vector<Seen> m_ring;
  std::size_t m_oldest = 0;
  std::size_t m_count = 0;
};

} // namespace numeral::drift
