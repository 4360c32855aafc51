/// Which trace a request belongs to, and our own part of it.
#pragma once

#include <string>

#include "monitoring/server/http/RequestHead.h"

namespace numeral::server {

struct TraceContext {
  std::string traceId;      ///< 32 hexadecimal digits
  std::string parentSpanId; ///< 16 of the caller's; empty: the trace begins here
  std::string spanId;       ///< 16, new
  bool wanted = true;       ///< the caller records its part, or there is no caller

  /// "00-TRACE-SPAN-01": as traceresponse wants it.
  std::string header(bool recorded) const;
};

/// 16 random hexadecimal digits.
std::string newSpanId();

/// The caller's trace where the head has one well-formed traceparent, else a new one.
/// Source: W3C Trace Context, sections 3.2 and 4.3.
TraceContext traceContext(const RequestHead& head);

} // namespace numeral::server
