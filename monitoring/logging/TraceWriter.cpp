#include "monitoring/logging/TraceWriter.h"

#include <memory>

namespace numeral::logging {
namespace {

constexpr int kStatusError = 2;

void appendAttribute(std::string& json, const Field& field)
{
  json.append(R"({"key":")").append(field.name).append(R"(","value":{)");
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    json += R"("stringValue":)";
    appendJsonString(json, *text);
  } else if (const auto* number = std::get_if<double>(&field.value)) {
    json += R"("doubleValue":)";
    appendJsonNumber(json, *number);
  } else {
    json.append(R"("intValue":")").append(std::to_string(std::get<std::int64_t>(field.value))).append("\"");
  }
  json += "}}";
}

} // namespace

std::string spanLine(const Span& span)
{
  std::string json = R"({"traceId":")";
  json.append(span.traceId).append(R"(","spanId":")").append(span.spanId);
  if (!span.parentSpanId.empty())
    json.append(R"(","parentSpanId":")").append(span.parentSpanId);
  json += R"(","name":)";
  appendJsonString(json, span.name);
  json.append(R"(,"kind":)").append(std::to_string(static_cast<int>(span.kind)));
  json.append(R"(,"startTimeUnixNano":")").append(std::to_string(span.start.count()));
  json.append(R"(","endTimeUnixNano":")").append(std::to_string((span.start + span.duration).count()));
  json += R"(","attributes":[)";
  for (const auto& field : span.attributes) {
    appendAttribute(json, field);
    json += ',';
  }
  if (!span.attributes.empty())
    json.pop_back();
  json += ']';
  if (span.failed)
    json.append(R"(,"status":{"code":)").append(std::to_string(kStatusError)).append("}");
  return json + "}\n";
}

TraceWriter::TraceWriter(const std::filesystem::path& path, FileLimits limits, Log& log)
    : m_sink(std::make_unique<FileOutput>(path, limits),
             {[&log, path](const std::string& problem) {
                if (problem.empty())
                  log.write(Level::Warning, "traces to " + path.string() + ": works again");
                else
                  log.write(Level::Error, "traces to " + path.string() + ": " + problem);
              },
              [&log](std::uint64_t spans) {
                log.write(Level::Warning, "traces: " + std::to_string(spans) + " spans are missing, too many waited");
                return std::string();
              }})
{
  m_sink.start();
}

void TraceWriter::write(const Span& span) noexcept
{
  try {
    m_sink.push(spanLine(span), false);
  } catch (...) { // out of memory: a span is not worth the program
  }
}

} // namespace numeral::logging
