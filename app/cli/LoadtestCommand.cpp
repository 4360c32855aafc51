#include "app/cli/LoadtestCommand.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "app/cli/ApiKey.h"
#include "app/cli/Complaint.h"
#include "app/cli/LoadBodies.h"
#include "app/cli/LoadtestReport.h"
#include "app/cli/StopRequest.h"
#include "app/service/ExitCode.h"
#include "monitoring/client/LoadGenerator.h"
#include "monitoring/client/Url.h"

namespace numeral::cli {
namespace {

constexpr std::size_t kMaxConnections = 20'000;
constexpr std::size_t kOtherFiles = 64; ///< that are open besides connections
constexpr double kMaxRate = 1e6;
constexpr double kMaxSeconds = 1e7;

struct LoadtestOptions {
  std::vector<std::string> urls;
  std::string images;
  std::size_t concurrency = client::LoadPlan{}.connections;
  double duration = 0;
  std::uint64_t requests = 0;
  double rate = 0;
  double timeout = 30;
  std::uint64_t seed = 1;
  std::string apiKeyFile;
  bool json = false;
};

/// A bare server is asked for /predict; other paths get images only if they are named.
base::Expected<client::LoadTarget> targetOf(const std::string& text, bool hasImages)
{
  return client::parseUrl(text).map([&](std::string url) {
    if (client::hasNoPath(url)) {
      const auto base = client::parseBaseUrl(url);
      return client::LoadTarget{base.value_or(url) + "/predict", true};
    }
    const bool isPredict = url.substr(0, url.find('?')).ends_with("/predict");
    return client::LoadTarget{std::move(url), hasImages || isPredict};
  });
}

/// A connection takes a file descriptor; the soft limit is often 1024.
base::Expected<void> makeRoomFor(std::size_t connections)
{
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t wanted = connections + kOtherFiles;
  if (limit.rlim_cur >= wanted)
    return {};
  limit.rlim_cur = std::min(limit.rlim_max, wanted);
  if (limit.rlim_cur == wanted && ::setrlimit(RLIMIT_NOFILE, &limit) == 0)
    return {};
  return base::failure(base::ErrorCode::InvalidArgument,
                       "Only " + std::to_string(limit.rlim_max) + " files may be open here, too few for " +
                           std::to_string(connections) + " connections. Raise 'ulimit -n', or ask for fewer.");
}

base::Expected<void> fillBodies(client::LoadPlan& plan, const LoadtestOptions& options)
{
  if (options.images.empty()) {
    auto drawn = drawnBodies();
    if (!drawn)
      return tl::unexpected(drawn.error());
    plan.bodies = std::move(*drawn);
    return {};
  }
  auto found = bodiesIn(options.images, options.seed);
  if (!found)
    return tl::unexpected(found.error());
  if (found->leftOut > 0)
    std::fprintf(stderr, "numeralctl: %zu images are used, chosen at random; %zu more are too much for the memory.\n",
                 found->bodies.size(), found->leftOut);
  plan.bodies = std::move(found->bodies);
  return {};
}

base::Expected<client::LoadPlan> planOf(const LoadtestOptions& options)
{
  client::LoadPlan plan;
  for (const std::string& url : options.urls) {
    auto target = targetOf(url, !options.images.empty());
    if (!target)
      return tl::unexpected(target.error());
    plan.targets.push_back(std::move(*target));
  }
  const auto key = readApiKey(options.apiKeyFile);
  if (!key)
    return tl::unexpected(key.error());
  if (!key->empty())
    plan.headers.push_back("X-API-Key: " + *key);
  plan.connections = std::max(options.concurrency, plan.targets.size());
  if (options.requests > 0)
    plan.requests = options.requests;
  if (options.duration > 0)
    plan.duration = std::chrono::duration<double>(options.duration);
  if (options.rate > 0)
    plan.rate = options.rate;
  plan.timeout = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(options.timeout));
  plan.seed = options.seed;
  plan.giveUp = &stopRequested;
  if (auto room = makeRoomFor(plan.connections); !room)
    return tl::unexpected(room.error());
  if (auto filled = fillBodies(plan, options); !filled)
    return tl::unexpected(filled.error());
  return plan;
}

/// A line a second on stderr, where that is a terminal.
void showProgress(client::LoadPlan& plan)
{
  if (::isatty(STDERR_FILENO) != 1)
    return;
  std::fprintf(stderr, "%s\n", progressHeader().c_str());
  plan.progress = [](const client::LoadProgress& progress) {
    std::fprintf(stderr, "%s\n", progressLine(progress).c_str());
  };
}

int loadtest(const LoadtestOptions& options)
{
  auto plan = planOf(options);
  if (!plan) {
    complain(plan.error());
    return service::exitCode(plan.error().code);
  }
  watchForStop();
  showProgress(*plan);
  const auto report = client::generateLoad(*plan);
  if (!report) {
    complain(report.error());
    return service::kFailed;
  }
  if (options.json)
    std::cout << toJson(*plan, *report).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  else
    writeReport(std::cout, *plan, *report);
  return report->succeeded > 0 && report->failed == 0 ? service::kFine : service::kFailed;
}

void addLoadOptions(CLI::App& command, LoadtestOptions& options)
{
  command.add_option("--images", options.images, "Send these, chosen at random, not drawn digits")->type_name("DIR");
  command.add_option("-c,--concurrency", options.concurrency, "Connections, kept open")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, kMaxConnections).description(""))
      ->capture_default_str();
  command.add_option("-d,--duration", options.duration, "End after so long")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, kMaxSeconds).description(""));
  command.add_option("-n,--requests", options.requests, "End after so many")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 62).description(""));
  command.add_option("--rate", options.rate, "So many requests begin each second")
      ->type_name("R")
      ->check(CLI::Range(0.001, kMaxRate).description(""));
  command.add_option("--timeout", options.timeout, "A request fails after so long")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 3600.0).description(""))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Of the choice of images")->type_name("N")->capture_default_str();
  command.add_option("--api-key-file", options.apiKeyFile, "Send the first key in it as X-API-Key")->type_name("FILE");
  command.add_flag("--json", options.json, "The summary for programs");
}

} // namespace

void addLoadtestCommand(CLI::App& app, int& exitCode)
{
  auto options = std::make_shared<LoadtestOptions>();
  CLI::App* command = app.add_subcommand("loadtest", "Ask a server as often as it bears, and measure");
  command->add_option("URL", options->urls, "Servers; several share the load")->required()->type_name("");
  addLoadOptions(*command, *options);
  command->footer("An address without a path gets digits at /predict, as does one that ends so. Any\n"
                  "other is asked with GET, or gets the images of --images.\n"
                  "\n"
                  "Without --rate each connection sends its next request when the last one is\n"
                  "answered. With --rate requests are due on a timetable, evenly spread, and wait in\n"
                  "a backlog while all connections are busy. Their latency counts from when they\n"
                  "were due, so that a server that stalls cannot hide it.\n"
                  "\n"
                  "Without --duration and --requests it goes on until Ctrl-C, which ends it with the\n"
                  "summary. Latencies are those of requests that succeeded.\n"
                  "\n"
                  "Examples:\n"
                  "  numeralctl loadtest http://localhost:8000 --duration 10\n"
                  "  numeralctl loadtest localhost:8000 --rate 500 -d 60 --images scans --json\n"
                  "  numeralctl loadtest localhost:18000/livez -c 32 -n 100000\n"
                  "\n"
                  "Ends with 0 if requests succeeded and none failed, 1 otherwise, 2 after wrong use.");
  command->callback([options, &exitCode] { exitCode = loadtest(*options); });
}

} // namespace numeral::cli
