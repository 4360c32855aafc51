#include "app/service/AlertReadings.h"

#include <system_error>
#include <utility>

#include "core/base/Cpu.h"
#include "monitoring/server/http/Problem.h"

namespace numeral::service {
namespace {

constexpr double kPercent = 100;

double shareOf(std::uint64_t part, std::uint64_t whole)
{
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// Whether HTTP answers it with 500 or more: the server's fault, not the client's.
bool isServersFault(const std::string& reason)
{
  constexpr int kFirstServerError = 500;
  const auto code = base::parseErrorCode(reason);
  return code && server::statusOf(*code) >= kFirstServerError;
}

} // namespace

void readTraffic(const report::Traffic& traffic, alerts::Readings& readings)
{
  std::uint64_t faults = 0;
  std::uint64_t shed = 0;
  for (const report::Count& reason : traffic.reasons) {
    if (isServersFault(reason.name))
      faults += reason.count;
    if (reason.name == base::name(base::ErrorCode::QueueFull))
      shed += reason.count;
  }
  if (traffic.requests >= kFewestSamples)
    readings.errorRate = shareOf(faults, traffic.requests);
  if (traffic.answered >= kFewestSamples)
    readings.latency = traffic.latency.p99;
  if (traffic.glyphs >= kFewestSamples)
    readings.confidence = traffic.confidence.average;
  if (traffic.capacity > 0)
    readings.queue = shareOf(traffic.active, traffic.capacity);
  readings.shed = static_cast<double>(shed) / statistics::kWindowSeconds;
}

void readLoad(const report::Load& load, bool quota, alerts::Readings& readings)
{
  if (const auto& cpu = quota ? load.processCpu : load.hostCpu)
    readings.cpu = *cpu * kPercent;
  if (load.memoryLimit && load.memoryUsed && *load.memoryLimit > 0)
    readings.memory = shareOf(*load.memoryUsed, *load.memoryLimit) * kPercent;
  else if (load.hostMemoryTotal > 0)
    readings.memory = shareOf(load.hostMemoryUsed, load.hostMemoryTotal) * kPercent;
}

std::optional<double> diskUse(std::filesystem::path folder)
{
  std::error_code error;
  while (!std::filesystem::exists(folder, error) && folder.has_relative_path())
    folder = folder.parent_path();
  const auto space = std::filesystem::space(folder.empty() ? "." : folder, error);
  // What only root may use counts neither as used nor as free.
  const auto used = space.capacity - space.free;
  if (error || used + space.available == 0)
    return std::nullopt;
  return shareOf(used, used + space.available) * kPercent;
}

AlertReadings::AlertReadings(const statistics::EngineStatistics& statistics, const model::Store& store,
                             std::filesystem::path stateFolder)
    : m_statistics(statistics), m_store(store), m_stateFolder(std::move(stateFolder))
{
}

alerts::Readings AlertReadings::read(bool serving)
{
  alerts::Readings readings;
  readTraffic(m_statistics.traffic(), readings);
  readLoad(m_system.read(), base::cpuQuota().has_value(), readings);
  if (serving)
    readings.ready = m_store.find().has_value() ? 1 : 0;
  if (!m_stateFolder.empty())
    readings.disk = diskUse(m_stateFolder);
  return readings;
}

} // namespace numeral::service
