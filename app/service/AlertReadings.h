/// Where the figures come from that alert rules look at: the one place to add a source.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "core/report/Drift.h"
#include "core/report/HttpTraffic.h"
#include "core/report/System.h"
#include "core/report/Traffic.h"
#include "monitoring/alerts/Readings.h"

namespace numeral::service {

/// So many requests or glyphs must have been counted in the last minute before a share of them, a mean or a percentile
/// is a reading: one bad request on an idle machine is no alert.
inline constexpr std::uint64_t kFewestSamples = 20;

/// What is asked once a second.
struct ReadingSources {
  std::function<report::Traffic()> engine;
  std::function<report::HttpTraffic()> http; ///< asked while the server runs
  std::function<report::System()> system;
  std::function<std::optional<report::DriftPeak>()> drift;
  std::function<bool()> ready;       ///< asked while the server runs: what is not meant to serve cannot be unready
  std::filesystem::path stateFolder; ///< empty: none
};

alerts::Readings readAll(const ReadingSources& sources, bool serving);

/// What the engine's last minute says.
void readTraffic(const report::Traffic& traffic, alerts::Readings& readings);
/// What clients saw in the last minute.
void readHttp(const report::HttpTraffic& traffic, alerts::Readings& readings);
/// Per cent, as df says it; nothing where nobody can tell. A folder that is not there yet stands for the nearest above.
std::optional<double> diskUse(std::filesystem::path folder);

} // namespace numeral::service
