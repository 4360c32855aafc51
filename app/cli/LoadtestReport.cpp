#include "app/cli/LoadtestReport.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/cli/LatencyRows.h"
#include "app/cli/Text.h"
#include "monitoring/client/Url.h"

namespace numeral::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kNameWidth = 14;
constexpr std::size_t kColumns = 80;

constexpr std::array<std::pair<const char*, double>, 4> kPercentiles{
    {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}};

std::string left(std::string text, std::size_t width)
{
  text.append(width - std::min(width, columnsOf(text)), ' ');
  return text;
}

std::string right(const std::string& text, std::size_t width)
{
  return std::string(width - std::min(width, columnsOf(text)), ' ') + text;
}

std::string number(double value)
{
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", value < 100 ? 1 : 0, value);
  return text.data();
}

std::string bytes(std::uint64_t count)
{
  constexpr double kKibi = 1024;
  auto value = static_cast<double>(count);
  std::string unit = "bytes";
  for (const char* larger : {"KiB", "MiB", "GiB", "TiB"}) {
    if (value < kKibi)
      break;
    value /= kKibi;
    unit = larger;
  }
  return (unit == "bytes" ? std::to_string(count) : number(value)) + " " + unit;
}

std::string counted(std::uint64_t count, const std::string& one, const std::string& several)
{
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

std::uint64_t ended(const client::LoadReport& report) { return report.succeeded + report.failed; }

double rateOf(std::uint64_t count, double seconds) { return seconds > 0 ? static_cast<double>(count) / seconds : 0; }

void line(std::ostream& out, const std::string& name, const std::string& value)
{
  out << left(name, kNameWidth) << value << '\n';
}

/// `text` in as many lines as it takes, all behind the names' column.
void lines(std::ostream& out, std::string name, const std::string& text)
{
  for (const std::string& part : wrapped(text, kColumns - kNameWidth)) {
    line(out, name, part);
    name.clear();
  }
}

void writeLatency(std::ostream& out, const client::LatencyHistogram& latency)
{
  if (latency.count() == 0)
    return;
  std::string text;
  for (const auto& [name, share] : kPercentiles)
    text += std::string(name) + " " + duration(latency.percentile(share)) + "  ";
  line(out, "latency", text + "max " + duration(latency.max()));
}

void writeHistogram(std::ostream& out, const client::LatencyHistogram& latency)
{
  const auto rows = latencyRows(latency);
  if (rows.empty())
    return;
  constexpr std::size_t kBar = 40;
  constexpr std::size_t kBorder = 8;
  constexpr std::size_t kShare = 9;
  const auto most =
      std::max_element(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.count < b.count; })->count;
  out << '\n';
  for (const LatencyRow& row : rows) {
    // Whatever was counted shows, be it ever so little.
    const auto filled = static_cast<std::size_t>((row.count * kBar + most - 1) / most);
    const double share = static_cast<double>(row.count) / static_cast<double>(latency.count());
    out << right(duration(row.from), kBorder) << " to " << right(duration(row.to), kBorder) << "  "
        << left(std::string(filled, '#'), kBar) << right(percent(share), kShare) << '\n';
  }
  out << '\n';
}

void writeTargets(std::ostream& out, const client::LoadReport& report)
{
  if (report.targets.size() < 2)
    return;
  for (const client::TargetReport& target : report.targets) {
    out << target.url << '\n';
    line(out, "  requests",
         number(rateOf(target.succeeded + target.failed, report.seconds)) + "/s, " +
             counted(target.failed, "failure", "failures"));
    if (target.latency.count() > 0)
      line(out, "  latency",
           "p50 " + duration(target.latency.percentile(0.5)) + "  p99 " + duration(target.latency.percentile(0.99)) +
               "  max " + duration(target.latency.max()));
  }
}

void writeFailures(std::ostream& out, const client::LoadReport& report)
{
  std::string name = "failures";
  for (const auto& [kind, failures] : report.failures) {
    std::string text = kind + ": " + std::to_string(failures.count);
    if (!failures.sample.empty())
      text += "; the first: " + printable(failures.sample);
    lines(out, name, text);
    name.clear();
  }
  if (report.failures.contains("HTTP 401") || report.failures.contains("HTTP 403"))
    lines(out, "", "--api-key-file FILE sends the key that the server was started with.");
}

/// What a timetable adds: whether it was kept.
void writeTimetable(std::ostream& out, const client::LoadPlan& plan, const client::LoadReport& report)
{
  if (!plan.rate)
    return;
  lines(out, "timetable", number(*plan.rate) + "/s, evenly spread; latency counts from when a request was due.");
  if (report.maxBacklog > 0)
    lines(out, "", "Up to " + counted(report.maxBacklog, "request", "requests") + " waited for a free connection.");
  if (report.unsent > 0)
    lines(out, "",
          counted(report.unsent, "request was", "requests were") +
              " never sent: the server, or so few connections, cannot keep up with this rate. Their waiting is in "
              "no figure above.");
}

Json latencyJson(const client::LatencyHistogram& latency)
{
  return {{"average", latency.mean()},
          {"min", latency.min()},
          {"p50", latency.percentile(0.5)},
          {"p90", latency.percentile(0.9)},
          {"p99", latency.percentile(0.99)},
          {"p999", latency.percentile(0.999)},
          {"max", latency.max()}};
}

Json histogramJson(const client::LatencyHistogram& latency)
{
  Json rows = Json::array();
  for (const LatencyRow& row : latencyRows(latency))
    rows.push_back({{"from", row.from}, {"to", row.to}, {"count", row.count}});
  return rows;
}

Json failuresJson(const client::LoadReport& report)
{
  Json failures = Json::array();
  for (const auto& [kind, failure] : report.failures)
    failures.push_back({{"kind", kind}, {"count", failure.count}, {"sample", failure.sample}});
  return failures;
}

Json targetsJson(const client::LoadReport& report)
{
  Json targets = Json::array();
  for (const client::TargetReport& target : report.targets)
    targets.push_back({{"url", target.url},
                       {"requests", target.succeeded + target.failed},
                       {"requests_per_second", rateOf(target.succeeded + target.failed, report.seconds)},
                       {"succeeded", target.succeeded},
                       {"failed", target.failed},
                       {"latency_seconds", latencyJson(target.latency)}});
  return targets;
}

} // namespace

std::string progressHeader()
{
  return right("second", 8) + right("requests/s", 12) + right("p50", 10) + right("p99", 10) + right("failures", 10) +
         right("on the way", 12) + right("backlog", 10);
}

std::string progressLine(const client::LoadProgress& progress)
{
  std::array<char, 32> second{};
  std::snprintf(second.data(), second.size(), "%.0f", progress.seconds);
  return right(second.data(), 8) + right(number(progress.rate), 12) + right(duration(progress.p50), 10) +
         right(duration(progress.p99), 10) + right(std::to_string(progress.failed), 10) +
         right(std::to_string(progress.inFlight), 12) + right(std::to_string(progress.backlog), 10);
}

void writeReport(std::ostream& out, const client::LoadPlan& plan, const client::LoadReport& report)
{
  line(out, "requests",
       std::to_string(ended(report)) + " in " + number(report.seconds) + " s, " +
           number(rateOf(ended(report), report.seconds)) + "/s, " + counted(report.failed, "failure", "failures"));
  line(out, "connections",
       std::to_string(std::max(plan.connections, plan.targets.size())) + ", opened " +
           counted(report.connectionsOpened, "time", "times"));
  line(out, "bytes", bytes(report.bytesReceived) + " received, " + bytes(report.bytesSent) + " sent");
  writeLatency(out, report.latency);
  writeTimetable(out, plan, report);
  if (report.unfinished > 0)
    line(out, "unfinished",
         counted(report.unfinished, "request was", "requests were") + " still on the way at the end");
  writeHistogram(out, report.latency);
  std::string verdicts;
  for (const auto& [verdict, count] : report.verdicts)
    verdicts += (verdicts.empty() ? "" : ", ") + verdict + " " + std::to_string(count);
  if (!verdicts.empty())
    line(out, "verdicts", verdicts);
  writeFailures(out, report);
  writeTargets(out, report);
}

Json toJson(const client::LoadPlan& plan, const client::LoadReport& report)
{
  return {{"seconds", report.seconds},
          {"requests", ended(report)},
          {"requests_per_second", rateOf(ended(report), report.seconds)},
          {"succeeded", report.succeeded},
          {"failed", report.failed},
          {"unfinished", report.unfinished},
          {"rate", plan.rate ? Json(*plan.rate) : Json()},
          {"unsent", report.unsent},
          {"max_backlog", report.maxBacklog},
          {"connections", std::max(plan.connections, plan.targets.size())},
          {"connections_opened", report.connectionsOpened},
          {"bytes_received", report.bytesReceived},
          {"bytes_sent", report.bytesSent},
          {"latency_seconds", latencyJson(report.latency)},
          {"histogram", histogramJson(report.latency)},
          {"verdicts", report.verdicts},
          {"failures", failuresJson(report)},
          {"targets", targetsJson(report)},
          {"cpu_seconds", report.cpuSeconds}};
}

} // namespace numeral::cli
