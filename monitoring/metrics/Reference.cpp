#include "monitoring/metrics/Reference.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>
#include <string_view>

#include <prometheus/metric_family.h>

#include "monitoring/metrics/AlertMetrics.h"
#include "monitoring/metrics/DriftMetrics.h"
#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/metrics/FeedbackMetrics.h"
#include "monitoring/metrics/HttpMetrics.h"
#include "monitoring/metrics/LogMetrics.h"
#include "monitoring/metrics/MetricNames.h"
#include "monitoring/metrics/RecentMetrics.h"
#include "monitoring/metrics/SystemMetrics.h"

namespace numeral::metrics {
namespace {

constexpr const char* kIntroduction =
    "# Metrics\n"
    "\n"
    "What `/metrics` answers, written by `numerald --metrics-reference`; `make metrics-reference` renews this file.\n"
    "\n"
    "A family may have no series for now: what could not be read, is not there or has nothing to stand on is absent "
    "rather than 0. Of `POST /predict` and the other prediction routes, `api_requests_total` has its series from a "
    "client's first request on, as nobody knows its address before.\n"
    "\n"
    "The new families about inference carry `model`, but for `numeral_inference_rejected_total`, "
    "`numeral_inference_failures_total`, `numeral_inference_queue_length` and `numeral_inference_queue_capacity`: "
    "there "
    "is one queue for all models, and a request that was refused, or given up while it waited, has met none.\n"
    "\n"
    "| name | type | labels | buckets | meaning |\n"
    "| --- | --- | --- | --- | --- |\n";

/// One of everything that a machine may have, so that every family has a series.
report::System fullMachine()
{
  report::System system;
  system.load.hostCpu = 0;
  system.load.hostMemoryTotal = 1;
  system.process = report::ProcessUse{.openFiles = 0, .maxFiles = 0, .maxVirtualBytes = 0};
  system.container = {.cpuLimit = 1,
                      .cpuSeconds = 0,
                      .cpuPeriods = 0,
                      .throttledPeriods = 0,
                      .throttledSeconds = 0,
                      .memoryLimit = 1,
                      .memoryUsed = 0};
  system.cpuUtilization = 0;
  system.memoryUtilization = 0;
  system.disks.emplace_back();
  system.diskTraffic.emplace_back();
  system.network.emplace_back();
  system.gpus.push_back(
      {.id = "0", .name = {}, .utilization = 0, .memoryUsed = 0, .memoryTotal = 0, .temperature = 0, .power = 0});
  return system;
}

report::Traffic someTraffic()
{
  report::Traffic traffic;
  traffic.glyphs = 1;
  traffic.devices.push_back({"cpu", 1, 0});
  return traffic;
}

std::vector<report::ModelDrift> someDrift()
{
  return {{.model = "digits", .samples = 1, .scores = {{"aspect", 0, 0}}, .reference = {{"0", 1}}}};
}

report::LogState someLog()
{
  report::LogState log;
  auto& sink = log.sinks.emplace_back();
  sink.name = "stdout";
  sink.on = true;
  return log;
}

/// Every collector of the program, each of which has seen one of what it counts.
class Specimen {
public:
  Specimen()
  {
    model::Manifest manifest;
    manifest.name = "digits";
    manifest.classes = {"0"};
    m_engine.modelLoaded(manifest, "cpu");
    feedback::Record right;
    right.requestId = "request";
    right.predicted = right.label = "0";
    m_feedback.given(right, manifest.classes);
    m_http.finished({.endpoint = 0, .path = {}, .client = "client", .requestBytes = 1, .inferenceSeconds = 0});
    m_http.finished({.endpoint = {}, .path = {}, .client = "client", .status = 404, .errorType = "not_found"});
  }

  std::vector<prometheus::MetricFamily> families() const { return m_registry.collect(); }

private:
  Registry m_registry;
  EngineMetrics m_engine{m_registry, 1};
  FeedbackMetrics m_feedback{m_registry};
  AlertMetrics m_alerts{m_registry, {"NumeralNotReady"}};
  DriftMetrics m_drift{m_registry, someDrift};
  HttpMetrics m_http{m_registry, {{"POST", "/predict", true}}};
  LogMetrics m_log{m_registry, someLog};
  SystemMetrics m_system{m_registry, fullMachine};
  RecentMetrics m_recent{m_registry,
                         {someTraffic, [] { return report::HttpTraffic{.requests = 1}; }, [] { return true; }}};
};

std::string_view word(prometheus::MetricType type)
{
  switch (type) {
  case prometheus::MetricType::Counter: return "counter";
  case prometheus::MetricType::Gauge: return "gauge";
  case prometheus::MetricType::Histogram: return "histogram";
  case prometheus::MetricType::Summary: return "summary";
  case prometheus::MetricType::Untyped: break;
  }
  return "untyped";
}

void append(std::string& list, std::string_view item)
{
  list += list.empty() ? "" : ", ";
  list += item;
}

std::string labelsOf(const prometheus::MetricFamily& family)
{
  std::set<std::string> names;
  for (const auto& metric : family.metric)
    for (const auto& label : metric.label)
      names.insert(label.name);
  std::string list;
  for (const auto& name : names)
    append(list, "`" + name + "`");
  return list;
}

std::string bucketsOf(const prometheus::MetricFamily& family)
{
  constexpr std::size_t kDigits = 32;
  std::string list;
  for (const auto& bucket : family.metric.front().histogram.bucket) {
    std::array<char, kDigits> text{};
    const auto* end =
        std::to_chars(text.data(), text.data() + text.size(), bucket.upper_bound, std::chars_format::fixed).ptr;
    if (bucket.upper_bound < std::numeric_limits<double>::infinity())
      append(list, std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
  }
  return list;
}

struct Row {
  std::string name;
  std::string text;
};

Row row(const prometheus::MetricFamily& family)
{
  return {family.name, "| `" + family.name + "` | " + std::string(word(family.type)) + " | " + labelsOf(family) +
                           " | " + bucketsOf(family) + " | " + family.help + " |\n"};
}

} // namespace

std::string reference()
{
  std::vector<Row> rows;
  for (const auto& family : Specimen().families())
    rows.push_back(row(family));
  // A registry says these of itself, once it has put an answer together.
  for (const Name& name : {kSeries, kScrapeDuration})
    rows.push_back(row({name.name, name.help, prometheus::MetricType::Gauge, {{}}}));
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name < b.name; });
  std::string page = kIntroduction;
  for (const Row& one : rows)
    page += one.text;
  return page;
}

} // namespace numeral::metrics
