/// What the engine did in the last minute, second by second and in sum, in a form that can be drawn.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace numeral::report {

struct Count {
  std::string name;
  std::uint64_t count = 0;
};

/// What one device did.
struct DeviceCount {
  std::string name; ///< "cpu", "cuda:0"
  std::uint64_t requests = 0;
  double inference = 0; ///< mean of a request's time in the model, seconds; 0 without any
};

/// How values are spread; all 0 where there is none.
struct Spread {
  double average = 0;
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
  double max = 0;
  double min = 0;
};

/// One whole second. A request counts in the second in which it was answered, failed or was refused.
struct TrafficSecond {
  std::uint32_t window = 0; ///< requests, by source
  std::uint32_t http = 0;
  std::uint32_t batch = 0;
  std::uint32_t errors = 0;   ///< of them, failed or refused
  std::uint32_t answered = 0; ///< of them, answered: the latency is theirs
  double p50 = 0;             ///< latency, seconds
  double p95 = 0;
  double p99 = 0;
  std::uint32_t glyphs = 0;
  double confidence = 0; ///< mean of the glyphs', 0 to 1
};

/// The sums cover the last 60 whole seconds and the one under way. What the asker took back is counted nowhere.
struct Traffic {
  double windowSeconds = 0;           ///< what the sums cover; less than 60 soon after the start
  std::vector<TrafficSecond> seconds; ///< oldest first, 60 at most; the last one ended just now
  std::uint64_t sinceStart = 0;       ///< requests
  std::uint64_t active = 0;           ///< admitted and not yet answered
  std::uint64_t capacity = 0;         ///< admitted at most
  std::uint64_t requests = 0;
  std::uint64_t answered = 0;
  std::uint64_t errors = 0;
  std::uint64_t glyphs = 0;
  std::uint64_t refusedFull = 0; ///< of the errors, for want of a place in the queue
  Spread latency;                ///< seconds, from submit to the answer
  Spread inference;              ///< seconds, of them in the model
  Spread confidence;             ///< of single glyphs, 0 to 1
  std::vector<Count>
      confidenceBands;              ///< "very_high" (above 0.9), "high" (0.8), "medium" (0.6), "low" (0.4), "very_low"
  std::vector<Count> sources;       ///< requests: "window", "http", "batch"
  std::vector<Count> verdicts;      ///< glyphs: "digit", "unsure", "not_a_digit", "empty" (a blank page)
  std::vector<Count> unconfident;   ///< glyphs with a confidence below "0.5", "0.6", "0.7" and "0.8"
  std::vector<DeviceCount> devices; ///< those that did something since the start
  std::vector<Count> classes;       ///< glyphs, by what they were read as; those of the last models seen, 0 included
  std::vector<double> classConfidence; ///< mean of each of them, 0 to 1; 0 without any
  std::vector<Count> reasons;          ///< errors, by the name of base::ErrorCode; only those that came up, most first
};

} // namespace numeral::report
