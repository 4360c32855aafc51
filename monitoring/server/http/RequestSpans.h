/// A request and its stages as spans of a trace.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "monitoring/logging/TraceWriter.h"
#include "monitoring/metrics/HttpMetrics.h"
#include "monitoring/server/http/RequestHead.h"
#include "monitoring/server/http/Response.h"
#include "monitoring/server/http/TraceContext.h"

namespace numeral::server {

struct TracedRequest {
  const RequestHead& head;
  const TraceContext& trace;
  const metrics::Exchange& exchange;
  const std::string& id;
  std::string_view route; ///< "/predict"; empty: none
  std::chrono::system_clock::time_point arrived;
};

/// The request as parent, and where the engine answered a child for each stage. These are laid end to end, ending with
/// the answer: queue is the sum of a request's waits, which in truth lie before and between the others.
void writeSpans(logging::TraceWriter& traces, const TracedRequest& request, const std::optional<Stages>& stages);

} // namespace numeral::server
