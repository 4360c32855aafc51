/// What a load test found.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "monitoring/statistics/Histogram.h"

namespace numeral::client {

/// Seconds, from 1 µs to over an hour; percentiles are off by at most 0.4 %. Takes 32 kB, however much is counted.
using LatencyBuckets = statistics::LogBuckets<7, 32>;
using LatencyHistogram = statistics::Histogram<LatencyBuckets, std::uint64_t>;

struct LoadFailures {
  std::uint64_t count = 0;
  std::string sample; ///< what was said about the first of them; may be empty
};

/// Latencies are those of requests that succeeded, from when they should have been sent to the last byte of the answer.
struct TargetReport {
  std::string url; ///< without user and password
  std::uint64_t succeeded = 0;
  std::uint64_t failed = 0;
  LatencyHistogram latency;
};

struct LoadReport {
  double seconds = 0;
  double cpuSeconds = 0; ///< of processor time that this process took for it
  std::uint64_t succeeded = 0;
  std::uint64_t failed = 0;
  std::uint64_t bytesReceived = 0; ///< headers and bodies
  std::uint64_t bytesSent = 0;
  std::uint64_t connectionsOpened = 0;
  LatencyHistogram latency;
  std::map<std::string, LoadFailures> failures; ///< "HTTP 503", "connection refused", "timeout" …
  std::map<std::string, std::uint64_t> verdicts;
  std::vector<TargetReport> targets;
  std::uint64_t unfinished = 0; ///< on their way when the end came
  std::uint64_t unsent = 0;     ///< with a rate: due before the end and never sent
  std::uint64_t maxBacklog = 0; ///< with a rate: due and waiting for a free connection, at most
};

/// `rate` and percentiles are those of the last second or so.
struct LoadProgress {
  double seconds = 0; ///< since the start
  double rate = 0;    ///< answers a second, failures too
  double p50 = 0;
  double p99 = 0;
  std::uint64_t failed = 0; ///< since the start
  std::uint64_t inFlight = 0;
  std::uint64_t backlog = 0;
};

} // namespace numeral::client
