#include "core/feedback/Record.h"

#include <nlohmann/json.hpp>

#include "core/base/Files.h"
#include "core/base/Sha256.h"

namespace numeral::feedback {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSumKey = R"(,"sum":")";
constexpr std::string_view kLineEnd = R"("})";
constexpr std::size_t kSumLength = 16;

std::string sumOf(std::string_view text) { return base::sha256(base::bytesOf(text)).substr(0, kSumLength); }

Json orNull(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

std::optional<std::string> textOrNothing(const Json& json)
{
  return json.is_null() ? std::nullopt : std::optional(json.get<std::string>());
}

auto notWhole(std::string detail = {})
{
  return base::failure(base::ErrorCode::InvalidArgument, "The line is no whole record of feedback.", std::move(detail));
}

} // namespace

std::string toLine(const Record& record)
{
  Json json{{"time", record.time},           {"request_id", record.requestId}, {"predicted", orNull(record.predicted)},
            {"label", orNull(record.label)}, {"model", record.model},          {"model_version", record.modelVersion}};
  if (record.confidence)
    json["confidence"] = *record.confidence;
  if (!record.picture.empty())
    json["picture"] = record.picture;
  auto line = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  line.pop_back(); // the brace, which comes back behind the sum
  const auto sum = sumOf(line);
  return line.append(kSumKey).append(sum).append(kLineEnd) + '\n';
}

base::Expected<Record> parseLine(std::string_view line)
{
  constexpr std::size_t kTail = kSumKey.size() + kSumLength + kLineEnd.size();
  if (line.size() < kTail)
    return notWhole();
  const auto content = line.substr(0, line.size() - kTail);
  const auto tail = line.substr(content.size());
  if (!tail.starts_with(kSumKey) || !tail.ends_with(kLineEnd) ||
      tail.substr(kSumKey.size(), kSumLength) != sumOf(content))
    return notWhole();
  try {
    const auto json = Json::parse(line);
    Record record;
    record.time = json.at("time");
    record.requestId = json.at("request_id");
    record.predicted = textOrNothing(json.at("predicted"));
    record.label = textOrNothing(json.at("label"));
    record.model = json.at("model");
    record.modelVersion = json.at("model_version");
    if (json.contains("confidence"))
      record.confidence = json.at("confidence").get<double>();
    record.picture = json.value("picture", std::string());
    return record;
  } catch (const std::exception& error) { // nlohmann's
    return notWhole(error.what());
  }
}

} // namespace numeral::feedback
