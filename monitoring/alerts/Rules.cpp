#include "monitoring/alerts/Rules.h"

#include <algorithm>
#include <cctype>

namespace numeral::alerts {
namespace {

using Severity = report::Alert::Severity;

constexpr double kMinute = 60;

/// How far a reading must come back from its threshold before an alert ends, as a factor of the threshold.
constexpr double kSlack = 0.8;
constexpr double kSlackOfPercent = 0.95;
constexpr double kSlackOfDisk = 0.98;
constexpr double kSlackOfConfidence = 1.05;

void addTraffic(std::vector<Rule>& rules, const Thresholds& t)
{
  rules.push_back({"NumeralHighErrorRate", Severity::Critical, &Readings::errorRate, "error_rate", Comparison::AtLeast,
                   t.errorRate, kMinute, t.errorRate * kSlack, true, "Most predictions fail",
                   "A large share of the prediction requests of the last minute ended with a server's error (500 or "
                   "more).",
                   "Look at the log and at /readyz: is a model loaded, is the queue full, is the disk full? Reload the "
                   "model or start the program anew."});
  rules.push_back({"NumeralErrorRateElevated", Severity::Warning, &Readings::errorRate, "error_rate",
                   Comparison::AtLeast, t.errorRateWarning, 5 * kMinute, t.errorRateWarning * kSlack, true,
                   "Some predictions fail",
                   "More of the prediction requests of the last minute than usual ended with a server's error (500 or "
                   "more).",
                   "The errors' reasons stand in the log and in numeral_inference_failures_total."});
  rules.push_back({"NumeralLowConfidence", Severity::Warning, &Readings::confidence, "confidence", Comparison::Below,
                   t.confidence, kMinute, std::min(1.0, t.confidence * kSlackOfConfidence), true,
                   "The model is unsure of what it reads", "The mean confidence of the last minute's readings is low.",
                   "Look at what is sent: other writing, photographs or another alphabet than the model was trained "
                   "on? Compare with the drift scores."});
  rules.push_back({"NumeralSlowPredictions", Severity::Warning, &Readings::latency, "latency", Comparison::AtLeast,
                   t.latency, 5 * kMinute, t.latency * kSlack, true, "Predictions are slow",
                   "The slowest hundredth of the prediction requests of the last minute took long.",
                   "Look at the stages' durations: a long queue wants more processors or instances, long decoding "
                   "smaller images (--max-pixels)."});
}

void addEngine(std::vector<Rule>& rules, const Thresholds& t)
{
  rules.push_back({"NumeralDrift", Severity::Warning, &Readings::drift, "drift", Comparison::AtLeast, t.drift,
                   10 * kMinute, t.drift * kSlack, true, "What comes in differs from what the model knows",
                   "A feature of the images or of the answers is spread otherwise than in the model's reference.",
                   "Find the feature in numeral_drift_score and look at images of today; train with them where they "
                   "are here to stay."});
  rules.push_back({"NumeralQueueNearlyFull", Severity::Warning, &Readings::queue, "queue", Comparison::AtLeast, t.queue,
                   kMinute, t.queue * kSlack, true, "The queue is nearly full",
                   "Nearly as many requests are under way as are admitted; further ones get 503.",
                   "Add instances or processors, or ask clients to send less at a time."});
  rules.push_back({"NumeralLoadShed", Severity::Warning, &Readings::shed, "shed", Comparison::Above, t.shed, kMinute,
                   t.shed * kSlack, true, "Requests are refused", "Requests got 503 because the queue is full.",
                   "Add instances or processors, or ask clients to send less at a time."});
  rules.push_back({"NumeralNotReady", Severity::Critical, &Readings::ready, "ready", Comparison::Equal, 0, 2 * kMinute,
                   0, true, "The server is not ready", "/readyz says no, so load balancers send nothing here.",
                   "/readyz names the check that fails; without a model, load one by /admin/reload or start with "
                   "--model."});
}

void addMachine(std::vector<Rule>& rules, const Thresholds& t)
{
  rules.push_back({"NumeralHighCpu", Severity::Warning, &Readings::cpu, "cpu", Comparison::AtLeast, t.cpu, 5 * kMinute,
                   t.cpu * kSlackOfPercent, true, "The processors are busy",
                   "Nearly all processor time of the container, or without one of the host, is in use.",
                   "Look at what else runs there; add processors or instances."});
  rules.push_back({"NumeralHighMemory", Severity::Critical, &Readings::memory, "memory", Comparison::AtLeast, t.memory,
                   2 * kMinute, t.memory * kSlackOfPercent, true, "Memory is nearly used up",
                   "Nearly all memory of the container, or without one of the host, is in use; the kernel may end the "
                   "program.",
                   "Give it more memory, or admit less at a time (--queue, --max-body, --max-pixels)."});
  rules.push_back({"NumeralDiskNearlyFull", Severity::Warning, &Readings::disk, "disk", Comparison::AtLeast, t.disk,
                   5 * kMinute, t.disk * kSlackOfDisk, true, "The disk is nearly full",
                   "The disk that holds the state folder has little room left; feedback and logs will be lost.",
                   "Make room, or move the folder with --state-dir."});
  rules.push_back({"NumeralMailFailing", Severity::Warning, &Readings::mailFailures, "mail_failures", Comparison::Above,
                   0, 0, 0, false, "Alerts could not be mailed",
                   "A mail could not be delivered in the last ten minutes.",
                   "The log has the mail server's words; numeralctl doctor --connect checks the settings."});
}

/// What Markdown makes of a heading.
std::string anchorOf(std::string heading)
{
  std::transform(heading.begin(), heading.end(), heading.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return heading;
}

} // namespace

const char* symbol(Comparison comparison) noexcept
{
  switch (comparison) {
  case Comparison::AtLeast: return ">=";
  case Comparison::Above: return ">";
  case Comparison::Below: return "<";
  case Comparison::Equal: return "==";
  }
  return "";
}

bool holds(Comparison comparison, double value, double level) noexcept
{
  switch (comparison) {
  case Comparison::AtLeast: return value >= level;
  case Comparison::Above: return value > level;
  case Comparison::Below: return value < level;
  case Comparison::Equal: return value == level;
  }
  return false;
}

std::vector<Rule> makeRules(const Thresholds& thresholds, const std::string& runbooks)
{
  std::vector<Rule> rules;
  addTraffic(rules, thresholds);
  addEngine(rules, thresholds);
  addMachine(rules, thresholds);
  for (Rule& rule : rules) {
    rule.forSeconds = thresholds.hold.value_or(rule.forSeconds);
    rule.runbook = runbooks + "#" + anchorOf(rule.name);
  }
  return rules;
}

} // namespace numeral::alerts
