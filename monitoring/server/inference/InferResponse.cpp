#include "monitoring/server/inference/InferResponse.h"

#include "monitoring/server/http/JsonResponse.h"
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

namespace numeral::server {
namespace {

using Json = nlohmann::ordered_json;
using Answers = std::vector<engine::Recognition>;
using Floats = std::vector<float>;
using Texts = std::vector<std::string>;

struct OutputTensor {
  std::vector<std::size_t> shape;
  std::variant<Floats, Texts> elements;
};

/// Null where not exactly one thing was found: there is nothing then that they could be the probabilities of.
const Floats* probabilitiesOf(const engine::Recognition& answer)
{
  return answer.items.size() == 1 ? &answer.items.front().probabilities : nullptr;
}

OutputTensor probabilities(const Answers& answers, std::size_t classes)
{
  Floats values;
  for (const auto& answer : answers) {
    if (const auto* own = probabilitiesOf(answer))
      values.insert(values.end(), own->begin(), own->end());
    else
      values.resize(values.size() + classes);
  }
  return {{answers.size(), classes}, std::move(values)};
}

/// "0.998100:7:7", six decimals as Triton has them.
std::string classText(float value, std::size_t index, const std::string& label)
{
  constexpr int kDecimals = 6;
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, kDecimals).ptr;
  return std::string(text.data(), end) + ":" + std::to_string(index) + ":" + label;
}

/// The `most` best ones; empty strings where there are no probabilities.
OutputTensor classification(const Answers& answers, const Texts& classes, std::size_t most)
{
  Texts texts;
  for (const auto& answer : answers) {
    const auto* own = probabilitiesOf(answer);
    if (own == nullptr) {
      texts.resize(texts.size() + most);
      continue;
    }
    std::vector<std::size_t> order(own->size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [own](std::size_t a, std::size_t b) { return (*own)[a] > (*own)[b]; });
    for (std::size_t i = 0; i < most; ++i)
      texts.push_back(classText((*own)[order[i]], order[i], classes[order[i]]));
  }
  return {{answers.size(), most}, std::move(texts)};
}

OutputTensor confidences(const Answers& answers)
{
  Floats values;
  for (const auto& answer : answers)
    values.push_back(static_cast<float>(answer.confidence));
  return {{answers.size()}, std::move(values)};
}

/// `text`: of one answer.
template <class Text> OutputTensor texts(const Answers& answers, Text text)
{
  Texts values;
  for (const auto& answer : answers)
    values.emplace_back(text(answer));
  return {{answers.size()}, std::move(values)};
}

OutputTensor make(const WantedOutput& wanted, const Texts& classes, const Answers& answers)
{
  switch (wanted.output) {
  case Output::Probabilities:
    return wanted.classification > 0 ? classification(answers, classes, wanted.classification)
                                     : probabilities(answers, classes.size());
  case Output::Label:
    return texts(answers, [](const engine::Recognition& answer) { return answer.label.value_or(""); });
  case Output::Confidence: return confidences(answers);
  case Output::Verdict:
    return texts(answers, [](const engine::Recognition& answer) { return model::name(answer.verdict); });
  }
  return {};
}

/// Least significant byte first.
void appendWord(std::uint32_t value, std::string& bytes)
{
  for (unsigned shift = 0; shift < 32; shift += 8)
    bytes += static_cast<char>(value >> shift & 0xffU);
}

std::string toBytes(const OutputTensor& tensor)
{
  std::string bytes;
  if (const auto* floats = std::get_if<Floats>(&tensor.elements))
    for (const float value : *floats)
      appendWord(std::bit_cast<std::uint32_t>(value), bytes);
  else
    for (const auto& text : std::get<Texts>(tensor.elements)) {
      appendWord(static_cast<std::uint32_t>(text.size()), bytes);
      bytes += text;
    }
  return bytes;
}

} // namespace

Response inferResponse(const InferRequest& request, const model::Manifest& manifest, const Answers& answers)
{
  Json json{{"model_name", manifest.name}, {"model_version", manifest.version}};
  if (request.id)
    json["id"] = *request.id;
  auto& outputs = json["outputs"] = Json::array();
  std::string binary;
  for (const auto& wanted : request.outputs) {
    const auto tensor = make(wanted, manifest.classes, answers);
    const bool floats = std::holds_alternative<Floats>(tensor.elements);
    Json output{{"name", name(wanted.output)}, {"datatype", floats ? "FP32" : "BYTES"}, {"shape", tensor.shape}};
    if (wanted.binary) {
      const auto bytes = toBytes(tensor);
      output["parameters"] = {{"binary_data_size", bytes.size()}};
      binary += bytes;
    } else {
      output["data"] = std::visit([](const auto& elements) { return Json(elements); }, tensor.elements);
    }
    outputs.push_back(std::move(output));
  }

  auto response = jsonResponse(json);
  if (!binary.empty()) {
    response.contentType = "application/octet-stream";
    response.headers.emplace_back("Inference-Header-Content-Length", std::to_string(response.body.size()));
    response.body += binary;
  }
  return response;
}

} // namespace numeral::server
