/// Reports such as a busy minute gives, for tests that show them.
#pragma once

#include <cmath>

#include "core/report/InstanceState.h"
#include "core/report/Status.h"

namespace numeral::test {

inline report::Status busyMinute()
{
  report::Status status;
  report::Traffic& traffic = status.traffic;
  traffic.windowSeconds = 60;
  for (int i = 0; i < 60; ++i) {
    const double wave = std::sin(i / 6.0);
    report::TrafficSecond second;
    second.window = i % 20 < 9 ? static_cast<std::uint32_t>(14 + 6 * wave) : 0;
    second.http = static_cast<std::uint32_t>(8 + 4 * std::cos(i / 9.0));
    second.batch = i > 40 ? 30 : 0;
    second.errors = i % 17 == 5 ? 2 : 0;
    second.answered = i % 23 == 11 ? 0 : second.window + second.http + second.batch - second.errors;
    second.p50 = 0.0021 + 0.0003 * wave;
    second.p95 = 0.0055 + 0.0012 * wave;
    second.p99 = 0.0091 + 0.002 * std::cos(i / 4.0);
    second.glyphs = second.answered;
    second.confidence = 0.97 + 0.02 * wave;
    traffic.seconds.push_back(second);
    report::Load load;
    load.processCpu = 0.35 + 0.2 * wave;
    load.hostCpu = 0.55 + 0.25 * wave;
    load.processors = 2;
    load.resident = static_cast<std::uint64_t>(312e6 + 9e6 * wave);
    load.threads = 34;
    load.files = 61;
    load.hostMemoryTotal = 8'300'000'000;
    load.hostMemoryUsed = 3'100'000'000;
    status.loads.push_back(load);
  }
  traffic.sinceStart = 4321;
  traffic.active = 3;
  traffic.capacity = 256;
  traffic.requests = 1000;
  traffic.answered = 992;
  traffic.errors = 8;
  traffic.glyphs = 1240;
  traffic.latency = {0.0026, 0.0021, 0.0056, 0.0093, 0.031, 0.0008};
  traffic.inference = {0.0006, 0.0005, 0.0011, 0.002, 0.004, 0.0003};
  traffic.confidence = {0.973, 0.995, 1, 1, 1, 0.31};
  traffic.confidenceBands = {{"very_high", 1130}, {"high", 62}, {"medium", 33}, {"low", 11}, {"very_low", 4}};
  traffic.sources = {{"window", 180}, {"http", 250}, {"batch", 570}};
  traffic.verdicts = {{"digit", 1180}, {"unsure", 48}, {"not_a_digit", 12}, {"empty", 5}};
  for (int i = 0; i < 10; ++i)
    traffic.classes.push_back({std::to_string(i), static_cast<std::uint64_t>(124 + (i * 37) % 60 - 30)});
  traffic.reasons = {{"unusable_image", 6}, {"queue_full", 2}};
  return status;
}

/// Two alerts, as they came up; critical ones first.
inline std::vector<report::Alert> firingAlerts()
{
  report::Alert failing;
  failing.name = "NumeralHighErrorRate";
  failing.severity = report::Alert::Severity::Critical;
  failing.state = report::Alert::State::Firing;
  failing.since = 1.7e9;
  failing.summary = "Most predictions fail";
  failing.remedy = "Look at the log and at /readyz: is a model loaded, is the queue full, is the disk full? Reload the "
                   "model or start the program anew.";
  report::Alert busy = failing;
  busy.name = "NumeralHighCpu";
  busy.severity = report::Alert::Severity::Warning;
  busy.summary = "The processors are busy";
  busy.remedy = "Look at what else runs there; add processors or instances.";
  return {failing, busy};
}

/// A minute in which nothing was asked, ever.
inline report::Status idleMinute()
{
  report::Status status = busyMinute();
  report::Traffic idle;
  idle.windowSeconds = 60;
  idle.seconds.resize(60);
  idle.capacity = 256;
  for (const auto& band : status.traffic.confidenceBands)
    idle.confidenceBands.push_back({band.name, 0});
  for (const auto& verdict : status.traffic.verdicts)
    idle.verdicts.push_back({verdict.name, 0});
  status.traffic = idle;
  return status;
}

/// One that has not answered yet.
inline report::InstanceState askedInstance(const std::string& address)
{
  report::InstanceState state;
  state.address = address;
  return state;
}

inline report::InstanceState upInstance(const std::string& address)
{
  report::InstanceState state;
  state.address = address;
  state.phase = report::InstanceState::Phase::Up;
  state.version = "1.0.0";
  state.model = "digits 1.2.0";
  state.requestsPerSecond = 41.5;
  state.p95 = 0.0084;
  state.errorShare = 0.002;
  state.confidence = 0.981;
  state.active = 2;
  state.capacity = 256;
  return state;
}

inline report::InstanceState goneInstance(const std::string& address)
{
  report::InstanceState state;
  state.address = address;
  state.phase = report::InstanceState::Phase::Gone;
  state.goneSeconds = 12.6;
  state.message = "Nobody answers at " + address + ". Check the address, and that the server is running.";
  return state;
}

} // namespace numeral::test
