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
#include "monitoring/statistics/Minute.h"

namespace numeral::statistics {
namespace {

using base::ErrorCode;
using engine::Lane;
using model::Verdict;

constexpr const char* kOther = "other";
constexpr std::array kLanes{Lane::Interactive, Lane::Http, Lane::Batch};
constexpr std::array kVerdicts{Verdict::Digit, Verdict::Unsure, Verdict::NotADigit, Verdict::Empty};
constexpr std::size_t kErrorCodes = static_cast<std::size_t>(ErrorCode::Internal) + 1;

struct Band {
  const char* name;
  std::size_t from; ///< per cent; of kLow, up to there
};
constexpr std::array kBands{Band{"very_high", 90}, Band{"high", 80}, Band{"medium", 60}, Band{"low", 40},
                            Band{"very_low", 0}};
/// What is too low for some.
constexpr std::array kLow{Band{"0.5", 50}, Band{"0.6", 60}, Band{"0.7", 70}, Band{"0.8", 80}};

/// What happened in one second, or in several that were added up.
struct Slot {
  std::array<std::uint32_t, kLanes.size()> sources{};
  std::array<std::uint32_t, kErrorCodes> errors{};
  std::array<std::uint32_t, kVerdicts.size()> verdicts{};
  std::array<std::uint32_t, kMaxClasses + 1> classes{};
  std::array<double, kMaxClasses + 1> classConfidence{}; ///< sums
  std::array<std::uint32_t, kMaxDevices + 1> devices{};
  std::array<double, kMaxDevices + 1> deviceSeconds{}; ///< sums
  Histogram<DurationBuckets> latency;
  Histogram<DurationBuckets> inference;
  Histogram<ShareBuckets> confidence;
};

template <class T, std::size_t N> void addTo(std::array<T, N>& sum, const std::array<T, N>& part)
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
  addTo(sum.classConfidence, part.classConfidence);
  addTo(sum.devices, part.devices);
  addTo(sum.deviceSeconds, part.deviceSeconds);
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

std::vector<report::Count> unconfident(const Histogram<ShareBuckets>& confidence)
{
  std::vector<report::Count> counts;
  for (const Band& band : kLow) {
    report::Count count{band.name, 0};
    for (std::size_t i = 0; i < band.from; ++i)
      count.count += confidence.counts()[i];
    counts.push_back(std::move(count));
  }
  return counts;
}

double mean(double sum, std::uint32_t count) { return count == 0 ? 0 : sum / count; }

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
  Impl(std::size_t queueCapacity, base::SteadyNow now) : m_capacity(queueCapacity), m_minute(std::move(now)) {}

  void admitted() { m_active.fetch_add(1, std::memory_order_relaxed); }

  void refused(Lane lane, ErrorCode code)
  {
    const std::int64_t second = m_minute.second();
    const std::lock_guard lock(m_mutex);
    countError(m_minute.at(second), lane, code);
  }

  void finished(Lane lane, const engine::Result& result)
  {
    m_active.fetch_sub(1, std::memory_order_relaxed);
    if (!result && result.error().code == ErrorCode::Cancelled)
      return;
    const std::int64_t second = m_minute.second();
    const std::lock_guard lock(m_mutex);
    Slot& slot = m_minute.at(second);
    if (result)
      countAnswer(slot, lane, *result);
    else
      countError(slot, lane, result.error().code);
  }

  report::Traffic traffic() const
  {
    const auto span = m_minute.span();
    report::Traffic traffic;
    traffic.windowSeconds = span.length;
    traffic.active = static_cast<std::uint64_t>(std::max<std::int64_t>(0, m_active.load(std::memory_order_relaxed)));
    traffic.capacity = m_capacity;
    Slot sum;
    for (std::int64_t second = span.first; second <= span.current; ++second) {
      const std::lock_guard lock(m_mutex); // for each one anew: the engine waits for none but that
      const Slot* slot = m_minute.find(second);
      if (slot != nullptr)
        addTo(sum, *slot);
      if (second < span.current)
        traffic.seconds.push_back(slot != nullptr ? figures(*slot) : report::TrafficSecond{});
    }
    conclude(traffic, sum);
    return traffic;
  }

private:
  void conclude(report::Traffic& traffic, const Slot& sum) const
  {
    traffic.answered = sum.latency.count();
    traffic.errors = total(sum.errors);
    traffic.requests = traffic.answered + traffic.errors;
    traffic.glyphs = sum.confidence.count();
    traffic.latency = sum.latency.spread();
    traffic.inference = sum.inference.spread();
    traffic.confidence = sum.confidence.spread();
    traffic.confidenceBands = bands(sum.confidence);
    traffic.unconfident = unconfident(sum.confidence);
    traffic.refusedFull = sum.errors[static_cast<std::size_t>(ErrorCode::QueueFull)];
    traffic.reasons = reasons(sum.errors);
    for (const Lane lane : kLanes)
      traffic.sources.push_back({std::string(engine::name(lane)), sum.sources[static_cast<std::size_t>(lane)]});
    for (const Verdict verdict : kVerdicts)
      traffic.verdicts.push_back({std::string(model::name(verdict)), sum.verdicts[static_cast<std::size_t>(verdict)]});
    const std::lock_guard lock(m_mutex);
    traffic.sinceStart = m_sinceStart;
    for (std::size_t i = 0; i < m_classNames.size(); ++i) {
      traffic.classes.push_back({m_classNames[i], sum.classes[i]});
      traffic.classConfidence.push_back(mean(sum.classConfidence[i], sum.classes[i]));
    }
    for (std::size_t i = 0; i < m_devices.size(); ++i)
      traffic.devices.push_back({m_devices[i], sum.devices[i], mean(sum.deviceSeconds[i], sum.devices[i])});
  }

  /// Caller holds m_mutex, here and below.
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
    const std::size_t device = deviceOf(answer.device);
    ++slot.devices[device];
    slot.deviceSeconds[device] += answer.times.forward;
    for (const model::Item& item : answer.items) {
      const double confidence = item.probabilities[item.best];
      const std::size_t place = classOf(answer.model.classes, item.best);
      ++slot.verdicts[static_cast<std::size_t>(item.verdict)];
      ++slot.classes[place];
      slot.classConfidence[place] += confidence;
      slot.confidence.add(confidence);
    }
  }

  std::size_t deviceOf(const std::string& name)
  {
    const auto known = std::find(m_devices.begin(), m_devices.end(), name);
    const auto place = static_cast<std::size_t>(known - m_devices.begin());
    if (place == m_devices.size() && place <= kMaxDevices)
      m_devices.push_back(place < kMaxDevices ? name : kOther);
    return std::min(place, kMaxDevices);
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

  const std::size_t m_capacity;
  std::atomic<std::int64_t> m_active = 0;

  mutable std::mutex m_mutex; ///< guards what follows
  Minute<Slot> m_minute;
  std::map<std::string, std::size_t> m_classes;
  std::vector<std::string> m_classNames; ///< by index; with "other" at the end once there is one
  std::vector<std::string> m_devices;    ///< likewise
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
