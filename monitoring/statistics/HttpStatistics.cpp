#include "monitoring/statistics/HttpStatistics.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>

#include "monitoring/statistics/Histogram.h"
#include "monitoring/statistics/Minute.h"

namespace numeral::statistics {
namespace {

constexpr int kFirstError = 400;
constexpr int kFirstServerError = 500;

struct Slot {
  std::uint64_t errors = 0;
  std::uint64_t serverErrors = 0;
  Histogram<DurationBuckets> latency;
};

} // namespace

class HttpStatistics::Impl {
public:
  explicit Impl(base::SteadyNow now) : m_minute(std::move(now)) {}

  void began() { m_active.fetch_add(1, std::memory_order_relaxed); }

  void finished(int status, double seconds)
  {
    m_active.fetch_sub(1, std::memory_order_relaxed);
    const std::int64_t second = m_minute.second();
    const std::lock_guard lock(m_mutex);
    Slot& slot = m_minute.at(second);
    slot.errors += status >= kFirstError ? 1 : 0;
    slot.serverErrors += status >= kFirstServerError ? 1 : 0;
    slot.latency.add(seconds);
  }

  report::HttpTraffic traffic() const
  {
    const auto span = m_minute.span();
    report::HttpTraffic traffic;
    traffic.windowSeconds = span.length;
    traffic.active = static_cast<std::uint64_t>(std::max<std::int64_t>(0, m_active.load(std::memory_order_relaxed)));
    Histogram<DurationBuckets> latency;
    for (std::int64_t second = span.first; second <= span.current; ++second) {
      const std::lock_guard lock(m_mutex); // for each one anew: a request waits for none but that
      const Slot* slot = m_minute.find(second);
      if (slot == nullptr)
        continue;
      traffic.errors += slot->errors;
      traffic.serverErrors += slot->serverErrors;
      latency.merge(slot->latency);
    }
    traffic.requests = latency.count();
    traffic.latency = latency.spread();
    return traffic;
  }

private:
  std::atomic<std::int64_t> m_active = 0;
  mutable std::mutex m_mutex; ///< guards the slots
  Minute<Slot> m_minute;
};

HttpStatistics::HttpStatistics(base::SteadyNow now) : m_impl(std::make_unique<Impl>(std::move(now))) {}

HttpStatistics::~HttpStatistics() = default;

void HttpStatistics::began() noexcept { m_impl->began(); }

void HttpStatistics::finished(int status, double seconds) noexcept { m_impl->finished(status, seconds); }

report::HttpTraffic HttpStatistics::traffic() const { return m_impl->traffic(); }

} // namespace numeral::statistics
