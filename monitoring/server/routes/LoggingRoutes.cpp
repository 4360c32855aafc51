#include "monitoring/server/routes/LoggingRoutes.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/Clock.h"
#include "monitoring/server/http/JsonResponse.h"

namespace numeral::server {
namespace {

using Json = nlohmann::json;

constexpr const char* kStatusOperation = R"({
  "summary": "Where the log goes, and whether it gets there", "tags": ["watching"],
  "responses": {"200": {"description": "every place, the log's files, what is missing and how to have it", "content": {"application/json": {}}}}})";
constexpr const char* kTestOperation = R"({
  "summary": "Write one line on each level to every place of the log", "tags": ["watching"],
  "description": "Whatever the log level is. Without an API key once a minute.",
  "responses": {"200": {"description": "which lines got where", "content": {"application/json": {}}}}})";

struct Advice {
  const char* sink;
  const char* check; ///< the name that dashboards read
  const char* whenOff;
};
constexpr std::array kAdvice{
    Advice{"stdout", "stdout", ""},
    Advice{"stderr", "stderr", ""},
    Advice{"file", "logfile", "Keep the log in a file as well: --log-file FILE."},
    Advice{"syslog", "syslog", "Send the log to syslog as well: --syslog."},
};

const report::LogSinkState& find(const report::LogState& state, std::string_view name)
{
  return *std::find_if(state.sinks.begin(), state.sinks.end(),
                       [name](const report::LogSinkState& sink) { return sink.name == name; });
}

/// Whoever asks need not know our folders.
std::string fileName(const std::string& path) { return std::filesystem::path(path).filename().string(); }

Json handlers(const report::LogState& state)
{
  Json all = Json::array();
  for (const auto& sink : state.sinks)
    if (sink.on)
      all.push_back({{"name", sink.name},
                     {"target", sink.target.empty() ? Json() : Json(fileName(sink.target))},
                     {"status", sink.up ? "ok" : "failing"},
                     {"problem", sink.problem.empty() ? Json() : Json(sink.problem)},
                     {"lines_written", sink.written},
                     {"lines_dropped", sink.dropped}});
  return all;
}

Json files(const report::LogState& state)
{
  Json all = Json::object();
  for (const auto& file : state.files)
    all[fileName(file.path)] = {{"exists", true}, {"size_bytes", file.bytes}};
  return all;
}

/// What is wanted of a log: that it goes to all four places.
Json compliance(const report::LogState& state)
{
  Json checks;
  std::size_t passed = 0;
  for (const auto& advice : kAdvice) {
    const auto& sink = find(state, advice.sink);
    checks[advice.check] = sink.on && sink.up;
    passed += sink.on && sink.up ? 1 : 0;
  }
  constexpr double kPercent = 100;
  return {{"checks", checks},
          {"score", std::to_string(passed) + "/" + std::to_string(kAdvice.size())},
          {"percentage", kPercent * static_cast<double>(passed) / static_cast<double>(kAdvice.size())},
          {"status", passed == kAdvice.size() ? "COMPLIANT" : "PARTIAL"}};
}

Json recommendations(const report::LogState& state)
{
  Json all = Json::array();
  for (const auto& advice : kAdvice) {
    const auto& sink = find(state, advice.sink);
    if (!sink.on)
      all.push_back(advice.whenOff);
    else if (!sink.up)
      all.push_back("The log does not get to " + sink.name + ": " + sink.problem + ".");
  }
  return all;
}

Response status(const logging::Log& log)
{
  const auto state = log.state();
  const auto all = handlers(state);
  return jsonResponse({{"logging_system",
                        {{"total_handlers", all.size()},
                         {"handlers", all},
                         {"log_files", files(state)},
                         {"level", state.level},
                         {"format", state.format}}},
                       {"requirements_compliance", compliance(state)},
                       {"recommendations", recommendations(state)},
                       {"timestamp", base::unixTime()}});
}

Response test(logging::Log& log, const Request& request)
{
  const auto trials =
      log.trial(std::array{logging::Field{"request_id", request.id}, logging::Field{"trace_id", request.traceId}});
  Json results = Json::object();
  for (const auto& trial : trials)
    results[trial.sink] = {{"levels", trial.levels},
                           {"written", trial.written},
                           {"problem", trial.problem.empty() ? Json() : Json(trial.problem)}};
  const bool all = std::all_of(trials.begin(), trials.end(), [](const auto& trial) { return trial.written; });
  return jsonResponse({{"status", all ? "ok" : "incomplete"},
                       {"results", results},
                       {"request_id", request.id},
                       {"timestamp", base::unixTime()}});
}

} // namespace

std::vector<Route> loggingRoutes(logging::Log& log)
{
  return {{.method = "GET",
           .path = "/logging-status",
           .label = "other",
           .handler = [&log](Request&) { return status(log); },
           .onAdminPort = true,
           .operation = kStatusOperation},
          {.method = "GET",
           .path = "/test-logging",
           .label = "other",
           .handler = [&log](Request& request) { return test(log, request); },
           .onAdminPort = true,
           .access = Access::KeyOrOnceAMinute,
           .operation = kTestOperation}};
}

} // namespace numeral::server
