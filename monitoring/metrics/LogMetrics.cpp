#include "monitoring/metrics/LogMetrics.h"

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "monitoring/metrics/Families.h"

namespace numeral::metrics {
namespace {

constexpr std::array kLevels{"trace", "debug", "info", "warning", "error"};

/// A counter of what somebody else counts.
struct Mirror {
  prometheus::Counter* counter = nullptr;
  std::uint64_t last = 0;

  void show(std::uint64_t now)
  {
    counter->Increment(static_cast<double>(now - last));
    last = now;
  }
};

} // namespace

class LogMetrics::Impl {
public:
  Impl(Registry& registry, std::function<report::LogState()> read)
      : m_read(std::move(read)), m_fileBytes(gauges(registry.families(), kLogFileBytes).Add({}))
  {
    auto& messages = counters(registry.families(), kLogMessages);
    for (std::size_t level = 0; level < kLevels.size(); ++level)
      m_messages[level].counter = &messages.Add({{"level", kLevels[level]}});
    auto& dropped = counters(registry.families(), kLogDropped);
    auto& up = gauges(registry.families(), kLogSinkUp);
    for (const auto& sink : m_read().sinks) {
      m_dropped[sink.name].counter = &dropped.Add({{"sink", sink.name}});
      if (sink.on)
        m_up[sink.name] = &up.Add({{"sink", sink.name}});
    }
    refresh();
  }

  void refresh()
  {
    const std::lock_guard lock(m_mutex);
    const auto state = m_read();
    for (std::size_t level = 0; level < kLevels.size(); ++level)
      m_messages[level].show(state.messages[level]);
    for (const auto& sink : state.sinks) {
      m_dropped[sink.name].show(sink.dropped);
      if (const auto known = m_up.find(sink.name); known != m_up.end())
        known->second->Set(sink.up ? 1 : 0);
    }
    m_fileBytes.Set(state.files.empty() ? 0 : static_cast<double>(state.files.front().bytes));
  }

private:
  const std::function<report::LogState()> m_read;
  std::mutex m_mutex; ///< guards what follows: two may ask at once
  std::array<Mirror, kLevels.size()> m_messages;
  std::map<std::string, Mirror> m_dropped;
  std::map<std::string, prometheus::Gauge*> m_up;
  prometheus::Gauge& m_fileBytes;
};

LogMetrics::LogMetrics(Registry& registry, std::function<report::LogState()> read)
    : m_impl(std::make_shared<Impl>(registry, std::move(read)))
{
  registry.beforeText([impl = m_impl] { impl->refresh(); });
}

LogMetrics::~LogMetrics() = default;

} // namespace numeral::metrics
