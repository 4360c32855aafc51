#include "monitoring/statistics/EngineStatistics.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "monitoring/statistics/Histogram.h"

namespace numeral::statistics {
namespace {

using base::ErrorCode;
using engine::Lane;
using model::Verdict;

constexpr const char* kOther = "other";
constexpr std::array kLanes{Lane::Interactive, Lane::Http, Lane::Batch};
constexpr std::array kVerdicts{Verdict::Digit, Verdict::Unsure, Verdict::NotADigit, Verdict::Empty};
constexpr std::size_t kErrorCodes = static_cast<std::size_t>(ErrorCode::Internal) + 1;
/// The whole seconds that are shown, and the one under way.
constexpr std::size_t kSlots = kWindowSeconds + 1;

struct Band {
  const char* name;
  std::size_t from; ///< per cent
};
constexpr std::array kBands{Band{"very_high", 90}, Band{"high", 80}, Band{"medium", 60}, Band{"low", 40},
                            Band{"very_low", 0}};

/// What happened in one second, or in several that were added up.
struct Slot {
  std::int64_t second = -1;
  std::array<std::uint32_t, kLanes.size()> sources{};
  std::array<std::uint32_t, kErrorCodes> errors{};
  std::array<std::uint32_t, kVerdicts.size()> verdicts{};
  std::array<std::uint32_t, kMaxClasses + 1> classes{};
  Histogram<DurationBuckets> latency;
  Histogram<DurationBuckets> inference;
  Histogram<ShareBuckets> confidence;
};

template <std::size_t N> void addTo(std::array<std::uint32_t, N>& sum, const std::array<std::uint32_t, N>& part)
{
  for (std::size_t i = 0; i < N; ++i)
    sum[i] += part[i];
}

void addTo(Slot& sum, const Slot& part)
{
  addTo(sum.sources, part.sources);
  addTo(sum.errors, part.errors);
  addTo(sum.verdicts, part.verdicts);
  addTo(sum.classes, part.classes);
  sum.latency.merge(part.latency);
  sum.inference.merge(part.inference);
  sum.confidence.merge(part.confidence);
}

template <std::size_t N> std::uint32_t total(const std::array<std::uint32_t, N>& counts)
{
  std::uint32_t sum = 0;
  for (const std::uint32_t count : counts)
    sum += count;
  return sum;
}

report::TrafficSecond figures(const Slot& slot)
{
  return {.window = slot.sources[static_cast<std::size_t>(Lane::Interactive)],
          .http = slot.sources[static_cast<std::size_t>(Lane::Http)],
          .batch = slot.sources[static_cast<std::size_t>(Lane::Batch)],
          .errors = total(slot.errors),
          .answered = slot.latency.count(),
          .p50 = slot.latency.percentile(0.5),
          .p95 = slot.latency.percentile(0.95),
          .p99 = slot.latency.percentile(0.99),
          .glyphs = slot.confidence.count(),
          .confidence = slot.confidence.mean()};
}

std::vector<report::Count> bands(const Histogram<ShareBuckets>& confidence)
{
  std::vector<report::Count> counts;
  std::size_t end = ShareBuckets::kCount;
  for (const Band& band : kBands) {
    report::Count count{band.name, 0};
    for (std::size_t i = band.from; i < end; ++i)
      count.count += confidence.counts()[i];
    end = band.from;
    counts.push_back(std::move(count));
  }
  return counts;
}

std::vector<report::Count> reasons(const std::array<std::uint32_t, kErrorCodes>& errors)
{
  std::vector<report::Count> counts;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (errors[i] > 0)
      counts.push_back({std::string(base::name(static_cast<ErrorCode>(i))), errors[i]});
  }
  std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
  return counts;
}

} // namespace

class EngineStatistics::Impl {
public:
  Impl(std::size_t queueCapacity, base::SteadyNow now)
      : m_now(std::move(now)), m_start(m_now()), m_capacity(queueCapacity), m_slots(kSlots)
  {
  }

  void admitted() { m_active.fetch_add(1, std::memory_order_relaxed); }

  void refused(Lane lane, ErrorCode code)
  {
    const std::int64_t second = secondNow();
    const std::lock_guard lock(m_mutex);
    countError(slotOf(second), lane, code);
  }

  void finished(Lane lane, const engine::Result& result)
  {
    m_active.fetch_sub(1, std::memory_order_relaxed);
    if (!result && result.error().code == ErrorCode::Cancelled)
      return;
    const std::int64_t second = secondNow();
    const std::lock_guard lock(m_mutex);
    Slot& slot = slotOf(second);
    if (result)
      countAnswer(slot, lane, *result);
    else
      countError(slot, lane, result.error().code);
  }

  report::Traffic traffic() const
  {
    const double elapsed = base::secondsBetween(m_start, m_now());
    const auto current = static_cast<std::int64_t>(elapsed);
    const std::int64_t first = std::max<std::int64_t>(0, current - kWindowSeconds);

    report::Traffic traffic;
    traffic.windowSeconds = elapsed - static_cast<double>(first);
    traffic.active = static_cast<std::uint64_t>(std::max<std::int64_t>(0, m_active.load(std::memory_order_relaxed)));
    traffic.capacity = m_capacity;
    Slot sum;
    for (std::int64_t second = first; second <= current; ++second) {
      const std::lock_guard lock(m_mutex); // for each one anew: the engine waits for none but that
      const Slot& slot = m_slots[static_cast<std::size_t>(second) % kSlots];
      const bool known = slot.second == second;
      if (known)
        addTo(sum, slot);
      if (second < current)
        traffic.seconds.push_back(known ? figures(slot) : report::TrafficSecond{});
    }

    traffic.answered = sum.latency.count();
    traffic.errors = total(sum.errors);
    traffic.requests = traffic.answered + traffic.errors;
    traffic.glyphs = sum.confidence.count();
    traffic.latency = sum.latency.spread();
    traffic.inference = sum.inference.spread();
    traffic.confidence = sum.confidence.spread();
    traffic.confidenceBands = bands(sum.confidence);
    traffic.reasons = reasons(sum.errors);
    for (const Lane lane : kLanes)
      traffic.sources.push_back({std::string(engine::name(lane)), sum.sources[static_cast<std::size_t>(lane)]});
    for (const Verdict verdict : kVerdicts)
      traffic.verdicts.push_back({std::string(model::name(verdict)), sum.verdicts[static_cast<std::size_t>(verdict)]});
    const std::lock_guard lock(m_mutex);
    traffic.sinceStart = m_sinceStart;
    for (std::size_t i = 0; i < m_classNames.size(); ++i)
      traffic.classes.push_back({m_classNames[i], sum.classes[i]});
    return traffic;
  }

private:
  std::int64_t secondNow() const { return static_cast<std::int64_t>(base::secondsBetween(m_start, m_now())); }

  /// Caller holds m_mutex, here and below.
  Slot& slotOf(std::int64_t second)
  {
    Slot& slot = m_slots[static_cast<std::size_t>(second) % kSlots];
    if (slot.second < second) {
      slot = Slot{};
      slot.second = second;
    }
    return slot;
  }

  void countRequest(Slot& slot, Lane lane)
  {
    ++slot.sources[static_cast<std::size_t>(lane)];
    ++m_sinceStart;
  }

  void countError(Slot& slot, Lane lane, ErrorCode code)
  {
    countRequest(slot, lane);
    ++slot.errors[static_cast<std::size_t>(code)];
  }

  void countAnswer(Slot& slot, Lane lane, const engine::Recognition& answer)
  {
    countRequest(slot, lane);
    slot.latency.add(answer.times.total);
    if (answer.items.empty()) {
      ++slot.verdicts[static_cast<std::size_t>(Verdict::Empty)];
      return;
    }
    slot.inference.add(answer.times.forward);
    for (const model::Item& item : answer.items) {
      ++slot.verdicts[static_cast<std::size_t>(item.verdict)];
      ++slot.classes[classOf(answer.model.classes, item.best)];
      slot.confidence.add(item.probabilities[item.best]);
    }
  }

  std::size_t classOf(const std::vector<std::string>& names, std::size_t index)
  {
    if (const auto known = m_classes.find(names[index]); known != m_classes.end())
      return known->second;
    for (const std::string& name : names) { // all of a new model's, so that they stand in its order
      if (m_classes.size() < kMaxClasses && m_classes.emplace(name, m_classNames.size()).second)
        m_classNames.push_back(name);
    }
    if (const auto known = m_classes.find(names[index]); known != m_classes.end())
      return known->second;
    if (m_classNames.size() == kMaxClasses)
      m_classNames.emplace_back(kOther);
    return kMaxClasses;
  }

  const base::SteadyNow m_now;
  const base::TimePoint m_start;
  const std::size_t m_capacity;
  std::atomic<std::int64_t> m_active = 0;

  mutable std::mutex m_mutex; ///< guards what follows
  std::vector<Slot> m_slots;
  std::map<std::string, std::size_t> m_classes;
  std::vector<std::string> m_classNames; ///< by index; with "other" at the end once there is one
  std::uint64_t m_sinceStart = 0;
};

EngineStatistics::EngineStatistics(std::size_t queueCapacity, base::SteadyNow now)
    : m_impl(std::make_unique<Impl>(queueCapacity, std::move(now)))
{
}

EngineStatistics::~EngineStatistics() = default;

void EngineStatistics::admitted(const engine::Options& /*options*/) noexcept { m_impl->admitted(); }

void EngineStatistics::refused(const engine::Options& options, const base::Error& error) noexcept
{
  m_impl->refused(options.lane, error.code);
}

void EngineStatistics::finished(const engine::Options& options, const engine::Result& result) noexcept
{
  m_impl->finished(options.lane, result);
}

report::Traffic EngineStatistics::traffic() const { return m_impl->traffic(); }

} // namespace numeral::statistics
