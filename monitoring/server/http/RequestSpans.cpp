#include "monitoring/server/http/RequestSpans.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

namespace numeral::server {
namespace {

using std::chrono::nanoseconds;

nanoseconds fromSeconds(double seconds)
{
  return std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(seconds));
}

void writeStages(logging::TraceWriter& traces, const TraceContext& trace, const Stages& stages)
{
  const auto& times = stages.times;
  const std::array<std::pair<const char*, double>, 5> parts{{{"queue", times.queue},
                                                             {"decode", times.decode},
                                                             {"preprocess", times.preprocess},
                                                             {"forward", times.forward},
                                                             {"postprocess", times.postprocess}}};
  double all = 0;
  for (const auto& part : parts)
    all += part.second;
  auto start = fromSeconds(stages.answered) - fromSeconds(all);
  for (const auto& [name, seconds] : parts) {
    const auto spanId = newSpanId();
    const auto duration = fromSeconds(seconds);
    traces.write({.traceId = trace.traceId,
                  .spanId = spanId,
                  .parentSpanId = trace.spanId,
                  .name = name,
                  .start = start,
                  .duration = duration,
                  .attributes = {}});
    start += duration;
  }
}

} // namespace

void writeSpans(logging::TraceWriter& traces, const TracedRequest& request, const std::optional<Stages>& stages)
{
  const auto& exchange = request.exchange;
  const auto duration = fromSeconds(exchange.seconds);
  const auto name = std::string(request.head.method) + (request.route.empty() ? "" : " " + std::string(request.route));
  const std::array attributes{
      logging::Field{"http.request.method", request.head.method},
      logging::Field{"url.path", request.head.path},
      logging::Field{"http.response.status_code", std::int64_t{exchange.status}},
      logging::Field{"http.response.body.size", static_cast<std::int64_t>(exchange.responseBytes)},
      logging::Field{"client.address", exchange.client},
      logging::Field{"numeral.request_id", request.id},
      logging::Field{"http.route", request.route}}; // the last one, which some have not
  traces.write({.traceId = request.trace.traceId,
                .spanId = request.trace.spanId,
                .parentSpanId = request.trace.parentSpanId,
                .name = name,
                .kind = logging::Span::Kind::Server,
                .start = std::chrono::duration_cast<nanoseconds>(request.arrived.time_since_epoch()),
                .duration = duration,
                .attributes = logging::Fields(attributes).first(attributes.size() - (request.route.empty() ? 1 : 0)),
                .failed = exchange.status >= 500});
  if (stages)
    writeStages(traces, request.trace, *stages);
}

} // namespace numeral::server
