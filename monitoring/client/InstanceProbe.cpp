#include "monitoring/client/InstanceProbe.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "monitoring/client/MetricsText.h"
#include "monitoring/client/Url.h"

namespace numeral::client {
namespace {

using base::ErrorCode;
using base::failure;

constexpr int kHttpOk = 200;
constexpr int kMetricsPort = 18000;
constexpr double kWindowSeconds = 60;
/// A numerald's answer stays below 2,000 series.
constexpr std::size_t kMaxAnswerBytes = 4u << 20;
/// Longer names are cut: they are shown, and who answers may be anybody.
constexpr std::size_t kMaxName = 64;
/// Beyond these nobody's metrics go; sums stay numbers, and what is kept stays small.
constexpr double kLargestValue = 1e15;
constexpr std::size_t kMaxBuckets = 64;

std::string shortName(std::string_view name) { return std::string(name.substr(0, kMaxName)); }

void readInto(InstanceTotals& totals, const Sample& sample)
{
  const auto is = [&](std::string_view name) { return sample.name == name; };
  if (is("numeral_build_info")) {
    totals.version = shortName(sample.label("version"));
  } else if (is("numeral_model_info")) {
    if (totals.model.empty())
      totals.model = shortName(std::string(sample.label("model")) + " " + std::string(sample.label("version")));
  } else if (!(sample.value >= 0 && sample.value <= kLargestValue)) {
    return;
  } else if (is("numeral_inference_stage_duration_seconds_count")) {
    if (sample.label("stage") == "queue") // every answered request has been through it once
      totals.requests += sample.value;
  } else if (is("numeral_inference_failures_total") || is("numeral_inference_rejected_total")) {
    if (sample.label("reason") != base::name(ErrorCode::Cancelled)) {
      totals.requests += sample.value;
      totals.errors += sample.value;
    }
  } else if (is("model_confidence_score_sum")) {
    totals.confidence += sample.value;
  } else if (is("model_confidence_score_count")) {
    totals.glyphs += sample.value;
  } else if (is("numeral_inference_queue_length")) {
    totals.active = sample.value;
  } else if (is("numeral_inference_queue_capacity")) {
    totals.capacity = sample.value;
  } else if (is("http_request_duration_seconds_bucket") && sample.label("handler") == "/predict") {
    const std::string_view text = sample.label("le");
    char* end = nullptr;
    const std::string bound(text);
    const double limit = std::strtod(bound.c_str(), &end);
    const bool room = totals.latencies.size() < kMaxBuckets || totals.latencies.contains(limit);
    if (end != bound.c_str() && !std::isnan(limit) && room)
      totals.latencies[limit] += sample.value;
  }
}

/// Counters only grow while a program runs.
bool anyFell(const InstanceTotals& before, const InstanceTotals& after)
{
  return after.requests < before.requests || after.errors < before.errors || after.glyphs < before.glyphs ||
         after.confidence < before.confidence ||
         std::any_of(before.latencies.begin(), before.latencies.end(), [&](const auto& bucket) {
           const auto found = after.latencies.find(bucket.first);
           return found == after.latencies.end() || found->second < bucket.second;
         });
}

/// As Prometheus's histogram_quantile: evenly spread within a bucket.
std::optional<double> percentile(const std::map<double, double>& before, const std::map<double, double>& after,
                                 double share)
{
  if (after.empty())
    return std::nullopt;
  const auto grown = [&](double bound, double count) {
    const auto found = before.find(bound);
    return count - (found == before.end() ? 0 : found->second);
  };
  const double total = grown(after.rbegin()->first, after.rbegin()->second);
  if (total <= 0)
    return std::nullopt;
  double lowerBound = 0;
  double lowerCount = 0;
  for (const auto& [bound, count] : after) {
    const double here = grown(bound, count);
    if (here >= share * total) {
      if (std::isinf(bound))
        return lowerBound; // all that is known of it
      const double inBucket = here - lowerCount;
      return lowerBound + (inBucket > 0 ? (bound - lowerBound) * (share * total - lowerCount) / inBucket : 0);
    }
    lowerBound = bound;
    lowerCount = here;
  }
  return lowerBound;
}

} // namespace

base::Expected<std::string> parseInstanceAddress(const std::string& text)
{
  auto url = parseBaseUrl(text);
  if (!url)
    return url;
  const std::size_t host = url->find("://") + 3;
  const std::size_t path = url->find('/', host);
  if (url->find('@', host) < path)
    return failure(ErrorCode::InvalidArgument,
                   "Give the address without user and password: it is shown, and kept in the settings.");
  if (text.find("://") != std::string::npos || path != std::string::npos)
    return url;
  // A second port would make it no address.
  return parseBaseUrl(*url + ":" + std::to_string(kMetricsPort)).or_else([&](const base::Error&) { return url; });
}

base::Expected<InstanceTotals> parseTotals(std::string_view metrics)
{
  InstanceTotals totals;
  bool isNumeral = false;
  const auto read = readMetrics(metrics, [&](const Sample& sample) {
    isNumeral = isNumeral || sample.name == "numeral_build_info";
    readInto(totals, sample);
  });
  if (!read)
    return tl::unexpected(read.error());
  if (!isNumeral)
    return failure(ErrorCode::InvalidArgument, "It does not tell its version as a numerald does.");
  return totals;
}

InstanceProbe::InstanceProbe(std::string address, base::SteadyNow now)
    : m_address(std::move(address)), m_now(std::move(now)), m_upUntil(m_now())
{
}

report::InstanceState InstanceProbe::ask(std::chrono::milliseconds timeout)
{
  auto totals = fetch(timeout);
  if (totals) {
    remember(std::move(*totals));
    return figures();
  }
  m_history.clear();
  report::InstanceState state;
  state.address = m_address;
  state.phase = report::InstanceState::Phase::Gone;
  state.message = totals.error().message;
  state.goneSeconds = base::secondsBetween(m_upUntil, m_now());
  return state;
}

base::Expected<InstanceTotals> InstanceProbe::fetch(std::chrono::milliseconds timeout)
{
  HttpRequest request;
  request.url = m_address + "/metrics";
  request.headers = {"Connection: close"}; // an open one would hold one of the few threads there
  request.timeout = timeout;
  request.maxAnswerBytes = kMaxAnswerBytes;
  const auto answer = m_client.send(request);
  if (!answer)
    return tl::unexpected(answer.error());
  const std::string who = originOf(m_address);
  if (answer->status != kHttpOk)
    return failure(ErrorCode::InvalidArgument, who + " answers, but has no metrics there (status " +
                                                   std::to_string(answer->status) + "). Is it a numerald?");
  auto totals = parseTotals(answer->body);
  if (!totals)
    return failure(ErrorCode::InvalidArgument,
                   who + " answers, but is not a numerald. " + totals.error().message + " Check the address.");
  return totals;
}

void InstanceProbe::remember(InstanceTotals totals)
{
  const base::TimePoint now = m_now();
  m_upUntil = now;
  if (!m_history.empty() && anyFell(m_history.back().second, totals))
    m_history.clear(); // it was started anew
  m_history.emplace_back(now, std::move(totals));
  // The one before the minute stays: the difference to it is the whole minute.
  while (m_history.size() > 2 && base::secondsBetween(m_history[1].first, now) >= kWindowSeconds)
    m_history.pop_front();
}

report::InstanceState InstanceProbe::figures() const
{
  const auto& [then, before] = m_history.front();
  const auto& [now, after] = m_history.back();
  report::InstanceState state;
  state.address = m_address;
  state.phase = report::InstanceState::Phase::Up;
  state.version = after.version;
  state.model = after.model;
  state.active = after.active;
  state.capacity = after.capacity;
  const double seconds = base::secondsBetween(then, now);
  if (seconds <= 0)
    return state;
  const double requests = after.requests - before.requests;
  state.requestsPerSecond = requests / seconds;
  if (requests > 0)
    state.errorShare = (after.errors - before.errors) / requests;
  if (after.glyphs > before.glyphs)
    state.confidence = (after.confidence - before.confidence) / (after.glyphs - before.glyphs);
  state.p95 = percentile(before.latencies, after.latencies, 0.95);
  return state;
}

} // namespace numeral::client
