#include "monitoring/metrics/LogMetrics.h"

#include <array>
#include <utility>

#include <prometheus/collectable.h>

#include "monitoring/metrics/FamilyList.h"
#include "monitoring/metrics/Registration.h"

namespace numeral::metrics {
namespace {

constexpr std::array kLevels{"trace", "debug", "info", "warning", "error"};

} // namespace

class LogMetrics::Impl final : public prometheus::Collectable {
public:
  Impl(Registry& registry, std::function<report::LogState()> read)
      : m_read(std::move(read)), m_registration(registry, *this)
  {
  }

  std::vector<prometheus::MetricFamily> Collect() const override
  {
    FamilyList list;
    const auto state = m_read();
    for (std::size_t level = 0; level < kLevels.size(); ++level)
      list.counter(kLogMessages, state.messages[level], {{"level", kLevels[level]}});
    for (const auto& sink : state.sinks) {
      list.counter(kLogDropped, sink.dropped, {{"sink", sink.name}});
      if (sink.on)
        list.gauge(kLogSinkUp, sink.up ? 1 : 0, {{"sink", sink.name}});
    }
    list.gauge(kLogFileBytes, state.files.empty() ? 0 : state.files.front().bytes);
    return list.take();
  }

private:
  const std::function<report::LogState()> m_read;
  const Registration m_registration;
};

LogMetrics::LogMetrics(Registry& registry, std::function<report::LogState()> read)
    : m_impl(std::make_unique<Impl>(registry, std::move(read)))
{
}

LogMetrics::~LogMetrics() = default;

} // namespace numeral::metrics
