/// One message as one line, of text or of JSON, whatever stands in it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "monitoring/logging/Level.h"

namespace numeral::logging {

enum class Format { Text, Json };

/// What belongs to a message beside its words.
struct Field {
  std::string_view name; ///< ours, never a client's
  std::variant<std::string_view, double, std::int64_t> value;
  bool said = false; ///< the words have it already: only JSON repeats it
};
using Fields = std::span<const Field>;

/// Longer texts are cut, and the line says by how much.
inline constexpr std::size_t kMaxText = 8192;

struct Message {
  Level level = Level::Info;
  std::chrono::system_clock::time_point time;
  std::string_view words;
  Fields fields;
};

/// Bytes that are no UTF-8 or that could end a line, drive a terminal or turn its writing around come out as \xNN.
std::string escaped(std::string_view text);

/// A JSON string in ASCII with its quotes; bytes that are no UTF-8 come out as U+FFFD.
void appendJsonString(std::string& json, std::string_view text);
/// Source: RFC 8259; what is no finite number is null.
void appendJsonNumber(std::string& json, double value);

/// Each ends in a line feed and has no other. Time is UTC (RFC 3339, with milliseconds).
std::string textLine(const Message& message);
/// {"time", "level", "message", and the fields}
std::string jsonLine(const Message& message);
/// As text without time and level: syslog has its own.
std::string syslogLine(const Message& message);

} // namespace numeral::logging
