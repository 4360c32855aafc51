#include "monitoring/server/routes/StatsRoutes.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/Clock.h"
#include "monitoring/server/http/JsonResponse.h"

namespace numeral::server {
namespace {

using Json = nlohmann::json;

constexpr int kWindowSeconds = 60;
constexpr double kPercent = 100;
/// From here on something is wrong: in per cent, seconds, and as confidence.
constexpr double kManyErrors = 50;
constexpr double kSlow = 2;
constexpr double kUnconfident = 0.6;
constexpr double kManyUnconfident = 0.3;

constexpr const char* kApiOperation = R"({
  "summary": "The prediction requests of the last 60 s", "tags": ["watching"],
  "responses": {"200": {"description": "requests, errors (a status of 400 or more), latency", "content": {"application/json": {}}}}})";
constexpr const char* kModelOperation = R"({
  "summary": "What was read in the last 60 s", "tags": ["watching"],
  "responses": {"200": {"description": "inference times, confidence, classes, the model's health", "content": {"application/json": {}}}}})";
constexpr const char* kSystemOperation = R"({
  "summary": "What process, container and host use", "tags": ["watching"],
  "responses": {"200": {"description": "bytes, percentages of 0 to 100; null where it cannot be read", "content": {"application/json": {}}}}})";

template <class T> Json orNull(const std::optional<T>& value) { return value ? Json(*value) : Json(); }

Json percent(const std::optional<double>& share) { return share ? Json(*share * kPercent) : Json(); }

double percentOf(std::uint64_t part, std::uint64_t whole)
{
  return whole == 0 ? 0 : kPercent * static_cast<double>(part) / static_cast<double>(whole);
}

Json percentiles(const report::Spread& spread)
{
  return {{"p50", spread.p50}, {"p95", spread.p95}, {"p99", spread.p99}, {"max", spread.max}, {"min", spread.min}};
}

Json apiStats(const report::HttpTraffic& traffic)
{
  const double errors = percentOf(traffic.errors, traffic.requests);
  const bool isHealthy = errors < kManyErrors && traffic.latency.average < kSlow;
  return {{"timestamp", base::unixTime()},
          {"time_window_seconds", kWindowSeconds},
          {"requests",
           {{"total_last_60s", traffic.requests},
            {"requests_per_second", static_cast<double>(traffic.requests) / std::max(1.0, traffic.windowSeconds)},
            {"active_requests", traffic.active}}},
          {"errors",
           {{"total_last_60s", traffic.errors},
            {"error_rate_percent", errors},
            {"server_errors_last_60s", traffic.serverErrors}}},
          {"latency",
           {{"average_seconds", traffic.latency.average}, {"percentiles_seconds", percentiles(traffic.latency)}}},
          {"status", isHealthy ? "healthy" : "degraded"}};
}

/// Dashboards know two kinds of devices.
Json inferencePerformance(const report::Traffic& traffic)
{
  struct Kind {
    std::uint64_t requests = 0;
    double seconds = 0;
    double mean() const { return requests == 0 ? 0 : seconds / static_cast<double>(requests); }
  };
  Kind cpu;
  Kind gpu;
  for (const auto& device : traffic.devices) {
    Kind& kind = device.name == "cpu" ? cpu : gpu;
    kind.requests += device.requests;
    kind.seconds += device.inference * static_cast<double>(device.requests);
  }
  return {
      {"total_predictions_60s", traffic.glyphs},
      {"by_device", {{"cpu", {{"count", cpu.requests}}}, {"gpu", {{"count", gpu.requests}}}}},
      {"average_inference_time", {{"cpu", cpu.mean()}, {"gpu", gpu.mean()}, {"overall", traffic.inference.average}}},
      {"latency_percentiles", percentiles(traffic.inference)}};
}

Json confidenceAnalysis(const report::Traffic& traffic)
{
  Json distribution = Json::object();
  for (const auto& band : traffic.confidenceBands)
    distribution[band.name] = band.count;
  Json alerts = Json::object();
  for (const auto& low : traffic.unconfident)
    if (low.count > 0)
      alerts["below_" + low.name] = {{"count", low.count}, {"percentage", percentOf(low.count, traffic.glyphs)}};
  return {{"total_predictions_60s", traffic.glyphs},
          {"average_confidence", traffic.confidence.average},
          {"confidence_distribution", distribution},
          {"confidence_percentiles", percentiles(traffic.confidence)},
          {"low_confidence_alerts", alerts}};
}

Json classDistribution(const report::Traffic& traffic)
{
  Json classes = Json::object();
  for (std::size_t i = 0; i < traffic.classes.size(); ++i)
    classes[traffic.classes[i].name] = {{"count", traffic.classes[i].count},
                                        {"average_confidence", traffic.classConfidence[i]}};
  return classes;
}

Json modelHealth(const report::Traffic& traffic, bool hasModel)
{
  Json issues = Json::array();
  if (!hasModel)
    issues.push_back("No model is loaded.");
  if (traffic.glyphs > 0 && traffic.confidence.average < kUnconfident)
    issues.push_back("The mean confidence is below 0.6.");
  if (traffic.inference.average > kSlow)
    issues.push_back("The model takes more than 2 s on average.");
  const auto half = std::find_if(traffic.unconfident.begin(), traffic.unconfident.end(),
                                 [](const report::Count& low) { return low.name == "0.5"; });
  if (half != traffic.unconfident.end() && percentOf(half->count, traffic.glyphs) > kPercent * kManyUnconfident)
    issues.push_back("More than 30 % of what was read has a confidence below 0.5.");
  const bool isHealthy = issues.empty();
  return {{"status", isHealthy ? "healthy" : "degraded"}, {"issues", std::move(issues)}};
}

Json modelStats(const report::Traffic& traffic, bool hasModel)
{
  return {{"timestamp", base::unixTime()},
          {"time_window_seconds", kWindowSeconds},
          {"inference_performance", inferencePerformance(traffic)},
          {"confidence_analysis", confidenceAnalysis(traffic)},
          {"class_distribution", classDistribution(traffic)},
          {"model_health", modelHealth(traffic, hasModel)}};
}

Json memory(const report::Load& load)
{
  return {{"total", load.hostMemoryTotal},
          {"used", load.hostMemoryUsed},
          {"available", load.hostMemoryTotal - load.hostMemoryUsed},
          {"percent", percentOf(load.hostMemoryUsed, load.hostMemoryTotal)}};
}

Json disks(const report::System& system)
{
  Json list = Json::array();
  for (const auto& disk : system.disks)
    list.push_back({{"device", disk.device},
                    {"mountpoint", disk.mountpoint},
                    {"total", disk.total},
                    {"used", disk.used},
                    {"free", disk.free},
                    {"percent", report::fullness(disk) * kPercent}});
  return list;
}

Json network(const report::System& system)
{
  Json interfaces = Json::object();
  for (const auto& interface : system.network)
    interfaces[interface.interface] = {{"bytes_sent", interface.sentBytes},
                                       {"bytes_recv", interface.receivedBytes},
                                       {"packets_sent", interface.sentPackets},
                                       {"packets_recv", interface.receivedPackets}};
  return interfaces;
}

Json gpus(const report::System& system)
{
  Json list = Json::array();
  for (const auto& gpu : system.gpus)
    list.push_back({{"id", gpu.id},
                    {"name", gpu.name},
                    {"utilization_percent", percent(gpu.utilization)},
                    {"memory_used", orNull(gpu.memoryUsed)},
                    {"memory_total", orNull(gpu.memoryTotal)},
                    {"temperature_celsius", orNull(gpu.temperature)},
                    {"power_watts", orNull(gpu.power)}});
  return list;
}

Json container(const report::System& system)
{
  const report::ContainerUse& use = system.container;
  return {{"cpu_limit_cores", orNull(use.cpuLimit)},       {"cpu_throttled_seconds", orNull(use.throttledSeconds)},
          {"memory_limit", orNull(use.memoryLimit)},       {"memory_used", orNull(use.memoryUsed)},
          {"cpu_percent", percent(system.cpuUtilization)}, {"memory_percent", percent(system.memoryUtilization)}};
}

Json systemInfo(const report::System& system)
{
  const int cores = system.cores > 0 ? system.cores : system.logicalProcessors;
  return {{"timestamp", base::unixTime()},
          {"cpu",
           {{"usage_percent", percent(system.load.hostCpu)},
            {"count", cores},
            {"count_logical", system.logicalProcessors}}},
          {"memory", memory(system.load)},
          {"disk", disks(system)},
          {"network", network(system)},
          {"gpu", gpus(system)},
          {"container", container(system)}};
}

} // namespace

std::vector<Route> statsRoutes(const model::Store& store, const Figures& figures,
                               std::function<report::HttpTraffic()> http)
{
  const auto route = [](const char* path, const char* operation, std::function<Json()> json) {
    return Route{.method = "GET",
                 .path = path,
                 .label = "other",
                 .handler = [json = std::move(json)](Request&) { return jsonResponse(json()); },
                 .onAdminPort = true,
                 .operation = operation};
  };
  return {route("/api-stats", kApiOperation, [http = std::move(http)] { return apiStats(http()); }),
          route("/model-stats", kModelOperation,
                [&store, figures] { return modelStats(figures.engine(), store.find().has_value()); }),
          route("/system-info", kSystemOperation, [figures] { return systemInfo(figures.system()); })};
}

} // namespace numeral::server
