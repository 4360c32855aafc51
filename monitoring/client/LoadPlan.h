/// What a load test asks of servers, and how fast.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Files.h"
#include "monitoring/client/LoadReport.h"

namespace numeral::client {

struct LoadTarget {
  std::string url;
  bool post = false; ///< one of the plan's bodies goes along; else GET
};

struct LoadBody {
  std::string contentType;
  base::Bytes bytes;
};

/// Without `requests` and `duration` only `giveUp` ends it.
struct LoadPlan {
  std::vector<LoadTarget> targets;  ///< share connections and requests equally
  std::vector<LoadBody> bodies;     ///< each POST takes one at random
  std::vector<std::string> headers; ///< "Name: value", for every request
  std::size_t connections = 8;      ///< in all, kept alive; at least one a target
  std::optional<std::uint64_t> requests;
  std::optional<std::chrono::duration<double>> duration; ///< no request begins after it
  std::optional<double> rate; ///< requests a second begin on a timetable, evenly spread; else each waits for the last
  std::chrono::milliseconds timeout{30'000};         ///< for each request, from sending it
  std::uint64_t seed = 1;                            ///< of the choice of bodies
  std::function<bool()> giveUp;                      ///< asked ten times a second at least; true ends it at once
  std::function<void(const LoadProgress&)> progress; ///< about once a second
};

} // namespace numeral::client
