/// Where the figures come from that alert rules look at: the one place to add a source.
#pragma once

#include <filesystem>

#include "core/model/Store.h"
#include "core/report/Load.h"
#include "core/report/Traffic.h"
#include "monitoring/alerts/Readings.h"
#include "monitoring/statistics/EngineStatistics.h"
#include "monitoring/system/SystemReader.h"

namespace numeral::service {

/// So many requests or glyphs must have been counted in the last minute before a share of them, a mean or a percentile
/// is a reading: one bad request on an idle machine is no alert.
inline constexpr std::uint64_t kFewestSamples = 20;

/// What the engine's last minute says.
void readTraffic(const report::Traffic& traffic, alerts::Readings& readings);
/// Of the container where it has a limit, else of the host. `quota`: whether processors are limited.
void readLoad(const report::Load& load, bool quota, alerts::Readings& readings);
/// Per cent, as df says it; nothing where nobody can tell. A folder that is not there yet stands for the nearest above.
std::optional<double> diskUse(std::filesystem::path folder);

/// Threads: one at a time. What is given must outlive it.
class AlertReadings {
public:
  AlertReadings(const statistics::EngineStatistics& statistics, const model::Store& store,
                std::filesystem::path stateFolder);

  /// `serving`: whether the server runs; what is not meant to serve cannot be unready.
  alerts::Readings read(bool serving);

private:
  const statistics::EngineStatistics& m_statistics;
  const model::Store& m_store;
  std::filesystem::path m_stateFolder;
  system::SystemReader m_system;
};

} // namespace numeral::service
