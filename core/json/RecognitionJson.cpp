#include "core/json/RecognitionJson.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/Rows.h"
#include "core/image/Codec.h"
#include "core/json/Base64.h"

namespace numeral::json {
namespace {

using Json = nlohmann::json;

/// Digit models say "digit" and "digits", others "class" and "items": the names that their users know.
struct Words {
  const char* one;
  const char* many;
};

Words wordsFor(const std::string& task)
{
  return task == "digits" ? Words{"digit", "digits"} : Words{"class", "items"};
}

/// Base64 of a PNG; null for a picture that cannot be had.
Json picture(const image::Image& image)
{
  const auto png = image.empty() ? base::Expected<base::Bytes>(base::Bytes()) : image::encodePng(image);
  return png && !png->empty() ? Json(encodeBase64(*png)) : Json();
}

Json itemToJson(const model::Item& item, const engine::ModelInfo& model, const WriteOptions& options)
{
  Json json;
  const bool named = item.verdict != model::Verdict::NotADigit;
  json[wordsFor(model.task).one] = named ? Json(model.classes[item.best]) : Json();
  json["confidence"] = item.probabilities[item.best];
  json["verdict"] = model::name(item.verdict);
  if (item.box)
    json["box"] = {item.box->x, item.box->y, item.box->width, item.box->height};
  json["ink"] = {{"share", item.ink.share},
                 {"contrast", item.ink.contrast},
                 {"aspect", item.ink.aspect},
                 {"stroke", item.ink.stroke}};
  json["probabilities"] = item.probabilities;
  if (options.input)
    json["input"] = picture(item.input);
  return json;
}

image::Image parsePicture(const Json& json)
{
  if (!json.is_string())
    return {};
  const auto bytes = decodeBase64(json.get<std::string>());
  auto image = bytes ? image::decode(*bytes) : base::Expected<image::Image>();
  return image ? std::move(*image) : image::Image();
}

model::Verdict parseVerdict(const std::string& text)
{
  using model::Verdict;
  for (const auto verdict : {Verdict::Digit, Verdict::Unsure, Verdict::NotADigit, Verdict::Empty})
    if (text == model::name(verdict))
      return verdict;
  throw std::invalid_argument("unknown verdict " + text);
}

model::Item parseItem(const Json& json, const engine::ModelInfo& model)
{
  model::Item item;
  json.at("probabilities").get_to(item.probabilities);
  const auto& label = json.at(wordsFor(model.task).one);
  const auto highest = std::max_element(item.probabilities.begin(), item.probabilities.end());
  item.best =
      label.is_null()
          ? static_cast<std::size_t>(highest - item.probabilities.begin())
          : static_cast<std::size_t>(std::find(model.classes.begin(), model.classes.end(), label.get<std::string>()) -
                                     model.classes.begin());
  if (item.best >= model.classes.size() || item.probabilities.size() != model.classes.size())
    throw std::invalid_argument("an item does not fit the model's classes");
  item.verdict = parseVerdict(json.at("verdict").get<std::string>());
  if (json.contains("box")) {
    const auto& box = json.at("box");
    item.box = vision::Box{box.at(0), box.at(1), box.at(2), box.at(3)};
  }
  const auto& ink = json.at("ink");
  item.ink = {ink.at("share"), ink.at("contrast"), ink.at("aspect"), ink.value("stroke", 0.0)};
  if (json.contains("input"))
    item.input = parsePicture(json.at("input"));
  return item;
}

} // namespace

std::string labelOf(const engine::Recognition& recognition)
{
  const auto text = recognition.label.value_or(std::string());
  return recognition.model.task == "digits" ? base::withoutRows(text) : text;
}

Json toJson(const engine::Recognition& recognition, const WriteOptions& options)
{
  const auto words = wordsFor(recognition.model.task);
  Json json;
  const Json text = recognition.label ? Json(*recognition.label) : Json();
  const Json label = recognition.label ? Json(labelOf(recognition)) : Json();
  json["label"] = label;
  json[words.one] = label;
  json["text"] = text;
  json["verdict"] = model::name(recognition.verdict);
  json["confidence"] = recognition.confidence;
  auto& alternatives = json["alternatives"] = Json::array();
  for (const auto& [other, confidence] : recognition.alternatives)
    alternatives.push_back({{"label", other}, {"confidence", confidence}});
  auto& items = json[words.many] = Json::array();
  for (const auto& item : recognition.items)
    items.push_back(itemToJson(item, recognition.model, options));
  if (recognition.items.size() == 1)
    json["probabilities"] = recognition.items.front().probabilities;
  if (!recognition.steps.empty()) {
    auto& steps = json["steps"] = Json::array();
    for (const auto& step : recognition.steps)
      steps.push_back({{"name", step.name}, {"image", picture(step.image)}});
  }
  const auto& model = recognition.model;
  json["model"] = {{"name", model.name}, {"version", model.version}, {"task", model.task}, {"classes", model.classes}};
  json["device"] = recognition.device;
  const auto& times = recognition.times;
  json["inference_time_seconds"] = times.forward;
  json["processing_time_seconds"] = times.total;
  json["timings"] = {{"queue", times.queue},
                     {"decode", times.decode},
                     {"preprocess", times.preprocess},
                     {"forward", times.forward},
                     {"postprocess", times.postprocess}};
  json["timestamp"] = recognition.timestamp;
  json["request_id"] = recognition.requestId;
  return json;
}

base::Expected<engine::Recognition> parseRecognition(const Json& json)
{
  engine::Recognition recognition;
  try {
    const auto& model = json.at("model");
    recognition.model = {model.at("name"), model.at("version"), model.at("task"), model.at("classes")};
    recognition.verdict = parseVerdict(json.at("verdict").get<std::string>());
    if (!json.at("label").is_null()) {
      recognition.label = json.at("text").get<std::string>();
      const auto label = json.at("label").get<std::string>(); // an older server says its rows here too
      if (label != labelOf(recognition) && label != recognition.label)
        throw std::invalid_argument("label and text say different things");
    }
    recognition.confidence = json.at("confidence");
    for (const auto& other : json.at("alternatives"))
      recognition.alternatives.push_back({other.at("label"), other.at("confidence")});
    for (const auto& item : json.at(wordsFor(recognition.model.task).many))
      recognition.items.push_back(parseItem(item, recognition.model));
    if (json.contains("steps"))
      for (const auto& step : json.at("steps"))
        recognition.steps.push_back({step.at("name"), parsePicture(step.at("image"))});
    recognition.device = json.at("device");
    const auto& times = json.at("timings");
    recognition.times = {times.at("queue"),   times.at("decode"),      times.at("preprocess"),
                         times.at("forward"), times.at("postprocess"), json.at("processing_time_seconds")};
    recognition.timestamp = json.at("timestamp");
    recognition.requestId = json.at("request_id");
  } catch (const std::exception& e) { // nlohmann's, or a value that makes no sense
    return base::failure(base::ErrorCode::InvalidArgument, "The answer is not one that Numeral gives.", e.what());
  }
  return recognition;
}

} // namespace numeral::json
