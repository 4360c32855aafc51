/// Asks another numerald how it is doing, and makes figures of two answers.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/Clock.h"
#include "core/base/Error.h"
#include "core/report/InstanceState.h"
#include "monitoring/client/HttpClient.h"

namespace numeral::client {

/// As parseBaseUrl; a host without a port gets that of metrics, 18000.
/// Errors: InvalidArgument (also user and password, since the address is shown and kept).
base::Expected<std::string> parseInstanceAddress(const std::string& text);

/// What an instance has counted since its start.
struct InstanceTotals {
  double requests = 0; ///< answered, failed or refused by its engine, whoever asked
  double errors = 0;   ///< of them, failed or refused
  double glyphs = 0;
  double confidence = 0;              ///< sum over the glyphs
  std::map<double, double> latencies; ///< HTTP predictions that took so many seconds at most
  double active = 0;
  double capacity = 0;
  std::string version;
  std::string model;
};

/// Errors: InvalidArgument (no text of metrics, or not that of a numerald).
base::Expected<InstanceTotals> parseTotals(std::string_view metrics);

/// Threads: one at a time.
class InstanceProbe {
public:
  /// `address`: of parseInstanceAddress().
  explicit InstanceProbe(std::string address, base::SteadyNow now = base::Steady::now);

  /// Waits for the answer, for `timeout` at most. Never Asking.
  report::InstanceState ask(std::chrono::milliseconds timeout);

private:
  base::Expected<InstanceTotals> fetch(std::chrono::milliseconds timeout);
  void remember(InstanceTotals totals);
  report::InstanceState figures() const;

  std::string m_address;
  base::SteadyNow m_now;
  HttpClient m_client;
  std::deque<std::pair<base::TimePoint, InstanceTotals>> m_history; ///< of the last minute
  base::TimePoint m_upUntil;                                        ///< last answer, or the beginning
};

} // namespace numeral::client
