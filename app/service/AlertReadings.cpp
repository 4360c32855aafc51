#include "app/service/AlertReadings.h"

#include <system_error>
#include <utility>

#include "core/base/Error.h"

namespace numeral::service {
namespace {

constexpr double kPercent = 100;

double shareOf(std::uint64_t part, std::uint64_t whole)
{
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> inPercent(const std::optional<double>& share)
{
  return share ? std::optional(*share * kPercent) : std::nullopt;
}

} // namespace

void readTraffic(const report::Traffic& traffic, alerts::Readings& readings)
{
  constexpr double kWindowSeconds = 60;
  std::uint64_t shed = 0;
  for (const report::Count& reason : traffic.reasons)
    if (reason.name == base::name(base::ErrorCode::QueueFull))
      shed += reason.count;
  if (traffic.glyphs >= kFewestSamples)
    readings.confidence = traffic.confidence.average;
  if (traffic.capacity > 0)
    readings.queue = shareOf(traffic.active, traffic.capacity);
  readings.shed = static_cast<double>(shed) / kWindowSeconds;
}

void readHttp(const report::HttpTraffic& traffic, alerts::Readings& readings)
{
  if (traffic.requests < kFewestSamples)
    return;
  readings.errorRate = shareOf(traffic.serverErrors, traffic.requests);
  readings.latency = traffic.latency.p99;
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

alerts::Readings readAll(const ReadingSources& sources, bool serving)
{
  alerts::Readings readings;
  readTraffic(sources.engine(), readings);
  const auto system = sources.system();
  readings.cpu = inPercent(system.cpuUtilization);
  readings.memory = inPercent(system.memoryUtilization);
  if (const auto peak = sources.drift())
    readings.drift = peak->psi;
  if (serving) {
    readHttp(sources.http(), readings);
    readings.ready = sources.ready() ? 1 : 0;
  }
  if (!sources.stateFolder.empty())
    readings.disk = diskUse(sources.stateFolder);
  return readings;
}

} // namespace numeral::service
