/// The alert rules as data; those for Prometheus have the same names, thresholds and durations.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/report/Alert.h"
#include "monitoring/alerts/Readings.h"

namespace numeral::alerts {

enum class Comparison { AtLeast, Above, Below, Equal };

/// ">=" and so on.
const char* symbol(Comparison comparison) noexcept;

struct Rule {
  const char* name;
  report::Alert::Severity severity;
  std::optional<double> Readings::*reading;
  const char* readingName;
  Comparison comparison;
  double threshold;
  double forSeconds;
  double clear; ///< once it fires, it ends where the comparison with this fails: a value at the threshold must not flap
  bool mailed;  ///< false where a mail would say that mails fail
  const char* summary;
  const char* description;
  const char* remedy;
  std::string runbook{}; ///< "monitoring/RUNBOOKS.md#numeraldrift"
};

/// Whether `value` fulfils the rule's comparison with `level`.
bool holds(Comparison comparison, double value, double level) noexcept;

/// What an operator may choose.
struct Thresholds {
  double errorRate = 0.5;         ///< share
  double errorRateWarning = 0.05; ///< share
  double confidence = 0.6;        ///< share
  double cpu = 95;                ///< per cent
  double memory = 95;             ///< per cent
  double drift = 0.25;            ///< PSI
  double queue = 0.9;             ///< share
  double shed = 0.1;              ///< requests a second
  double latency = 1;             ///< seconds
  double disk = 95;               ///< per cent
  std::optional<double> hold;     ///< seconds, instead of each rule's own
};

/// Where they stand in the source. Nobody knows where else, unless the operator says so.
inline constexpr const char* kRunbooks = "monitoring/RUNBOOKS.md";

/// `runbooks`: the address of the file that has a section for each rule.
std::vector<Rule> makeRules(const Thresholds& thresholds, const std::string& runbooks = kRunbooks);

} // namespace numeral::alerts
