/// The last minute in slots of a second each: O(1) to add to, and nothing to clear away.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/Clock.h"

namespace numeral::statistics {

inline constexpr int kWindowSeconds = 60;

/// `Slot` begins empty. A slot whose second is long over is cleared when its turn comes again.
/// Threads: one at a time, but for second() and span().
template <class Slot> class Minute {
public:
  explicit Minute(base::SteadyNow now) : m_now(std::move(now)), m_start(m_now()), m_slots(kSlots) {}

  /// Since the start.
  std::int64_t second() const { return static_cast<std::int64_t>(base::secondsBetween(m_start, m_now())); }

  Slot& at(std::int64_t second)
  {
    Entry& entry = m_slots[static_cast<std::size_t>(second) % kSlots];
    if (entry.second < second)
      entry = {second, Slot{}};
    return entry.slot;
  }

  /// Null where nothing happened in that second.
  const Slot* find(std::int64_t second) const
  {
    const Entry& entry = m_slots[static_cast<std::size_t>(second) % kSlots];
    return entry.second == second ? &entry.slot : nullptr;
  }

  /// The whole seconds that are shown, and the one under way.
  struct Span {
    std::int64_t first = 0;
    std::int64_t current = 0;
    double length = 0; ///< seconds
  };
  Span span() const
  {
    const double elapsed = base::secondsBetween(m_start, m_now());
    const auto current = static_cast<std::int64_t>(elapsed);
    const std::int64_t first = std::max<std::int64_t>(0, current - kWindowSeconds);
    return {first, current, elapsed - static_cast<double>(first)};
  }

private:
  static constexpr std::size_t kSlots = kWindowSeconds + 1;
  struct Entry {
    std::int64_t second = -1;
    Slot slot{};
  };

  const base::SteadyNow m_now;
  const base::TimePoint m_start;
  std::vector<Entry> m_slots;
};

} // namespace numeral::statistics
