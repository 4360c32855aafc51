#include "monitoring/server/routes/FeedbackBody.h"

#include <stdexcept>

#include <nlohmann/json.hpp>

#include "monitoring/server/http/RequestHead.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using base::failure;
using Json = nlohmann::json;

/// What lies deeper is none of the members we know.
constexpr int kMaxDepth = 4;

/// Throws, like nlohmann's own readers, with words for the client.
std::optional<std::string> labelIn(const Json& json, const char* name)
{
  const auto& value = json.at(name);
  if (value.is_null())
    return std::nullopt;
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_number_unsigned())
    return std::to_string(value.get<std::uint64_t>());
  throw std::invalid_argument(std::string("'") + name + "' is a string, a whole number or null");
}

std::string textIn(const Json& json, const char* name)
{
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string() || found->get_ref<const std::string&>().empty())
    throw std::invalid_argument(std::string("'") + name + "' is a string, and not empty");
  return found->get<std::string>();
}

std::optional<std::string> rightLabelIn(const Json& json)
{
  const bool both = json.contains("label") && json.contains("digit");
  if (both && labelIn(json, "label") != labelIn(json, "digit"))
    throw std::invalid_argument("'label' and 'digit' say different things");
  if (!json.contains("label") && !json.contains("digit"))
    throw std::invalid_argument("'label', the right answer, is missing; it is null where there is no digit");
  return labelIn(json, json.contains("label") ? "label" : "digit");
}

std::optional<FeedbackBody::Predicted> predictedIn(const Json& json)
{
  if (!json.contains("predicted") || !json.contains("model"))
    return std::nullopt;
  const auto& model = json.at("model");
  if (!model.is_object())
    return FeedbackBody::Predicted{labelIn(json, "predicted"), textIn(json, "model"), {}};
  return FeedbackBody::Predicted{labelIn(json, "predicted"), textIn(model, "name"),
                                 model.contains("version") ? textIn(model, "version") : std::string()};
}

} // namespace

base::Expected<FeedbackBody> parseFeedbackBody(base::ByteSpan body, std::string_view contentType)
{
  const auto type = mediaType(contentType);
  if (!equalIgnoringCase(type, "application/json"))
    return failure(ErrorCode::UnsupportedFormat,
                   "Content-Type '" + std::string(type) + "' is not understood. Feedback is application/json.");
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= kMaxDepth; };
  const auto text = base::textOf(body);
  const auto json = Json::parse(text.begin(), text.end(), shallow, false);
  if (!json.is_object())
    return failure(ErrorCode::InvalidArgument,
                   R"(The body is no JSON object such as {"request_id": "...", "label": "7"}.)");
  try {
    return FeedbackBody{textIn(json, "request_id"), rightLabelIn(json), predictedIn(json)};
  } catch (const std::exception& error) {
    return failure(ErrorCode::InvalidArgument, std::string("The feedback cannot be used: ") + error.what() + ".");
  }
}

} // namespace numeral::server
