/// Spans of requests as JSON lines in a file, one span a line.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "monitoring/logging/FileOutput.h"
#include "monitoring/logging/Line.h"
#include "monitoring/logging/Log.h"
#include "monitoring/logging/LogSink.h"

namespace numeral::logging {

struct Span {
  enum class Kind { Internal = 1, Server = 2 };

  std::string_view traceId;      ///< 32 hexadecimal digits
  std::string_view spanId;       ///< 16
  std::string_view parentSpanId; ///< 16, or empty
  std::string_view name;
  Kind kind = Kind::Internal;
  std::chrono::nanoseconds start{}; ///< Unix time
  std::chrono::nanoseconds duration{};
  Fields attributes;
  bool failed = false;
};

/// Members as OTLP/JSON names and encodes them (64-bit numbers are strings). Source: OpenTelemetry Protocol 1.x.
std::string spanLine(const Span& span);

/// What cannot be written waits, and is dropped where too much waits.
/// Threads: any.
class TraceWriter {
public:
  /// `log`, which hears of trouble, must outlive this.
  TraceWriter(const std::filesystem::path& path, FileLimits limits, Log& log);

  void write(const Span& span) noexcept;
  void reopen() { m_sink.reopen(); }
  bool flush(std::chrono::milliseconds patience) { return m_sink.flush(patience); }

private:
  LogSink m_sink;
};

} // namespace numeral::logging
