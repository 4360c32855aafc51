#include <algorithm>
#include <charconv>
#include <numeric>

#include <nlohmann/json.hpp>

#include "monitoring/server/inference/InferRequest.h"
#include "monitoring/server/inference/InferResponse.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kLengthHeader = "Inference-Header-Content-Length";

/// A small model, so that chance finds bodies that fit it.
const model::Manifest& manifest()
{
  static const model::Manifest made = [] {
    model::Manifest manifest;
    manifest.name = "digits";
    manifest.version = "1.0.0";
    manifest.task = "digits";
    manifest.classes = {"0", "1", "2"};
    manifest.input = {1, 2, 2};
    return manifest;
  }();
  return made;
}

engine::Recognition answer()
{
  engine::Recognition answer;
  answer.label = "1";
  answer.confidence = 0.75;
  answer.verdict = model::Verdict::Digit;
  answer.items.resize(1);
  answer.items.front().probabilities = {0.125F, 0.75F, 0.125F};
  return answer;
}

void checkItem(const engine::Input& item)
{
  if (const auto* tensor = std::get_if<engine::Tensor>(&item)) {
    require(tensor->values.size() == manifest().input.size());
    require(std::all_of(tensor->values.begin(), tensor->values.end(), [](float v) { return v >= 0 && v <= 1; }));
  } else {
    require(std::holds_alternative<engine::EncodedImage>(item));
  }
}

/// The JSON's length and the tensors' add up to the body.
void checkResponse(const server::Response& response)
{
  std::size_t length = response.body.size();
  for (const auto& [name, value] : response.headers)
    if (name == kLengthHeader)
      std::from_chars(value.data(), value.data() + value.size(), length);
  require(length <= response.body.size());
  const auto json = Json::parse(response.body.substr(0, length));
  const auto& outputs = json.at("outputs");
  const auto binary =
      std::accumulate(outputs.begin(), outputs.end(), std::size_t{0}, [](std::size_t sum, const Json& output) {
        return sum + output.value("/parameters/binary_data_size"_json_pointer, std::size_t{0});
      });
  require(length + binary == response.body.size());
}

/// The first line is the header with the JSON's length; an empty one stands for none.
void run(base::ByteSpan input)
{
  const auto text = base::textOf(input);
  const auto header = text.substr(0, text.find('\n'));
  const auto body = input.subspan(std::min(input.size(), header.size() + 1));
  const auto request =
      server::parseInferRequest(body, header.empty() ? std::nullopt : std::optional(header), manifest());
  if (!request) {
    require(!request.error().message.empty());
    return;
  }
  require(!request->items.empty() && request->items.size() <= server::kMaxItems);
  require(!request->outputs.empty() && request->outputs.size() <= server::kOutputs.size());
  for (const auto& item : request->items)
    checkItem(item);
  for (const auto& output : request->outputs)
    require(output.classification <= manifest().classes.size());
  checkResponse(server::inferResponse(*request, manifest(), std::vector(request->items.size(), answer())));
}

std::string withBinary(const std::string& json, const std::string& binary)
{
  return std::to_string(json.size()) + "\n" + json + binary;
}

std::vector<std::string> seeds()
{
  using std::string_literals::operator""s;
  const auto floats = "\0\0\0\0\0\0\0\x3f\0\0\x80\x3f\0\0\x7f\x43"s; // 0, 0.5, 1, 255
  const auto files = "\3\0\0\0PNG\0\0\0\0"s;                         // of three bytes and of none
  return {
      R"(
{"inputs": [{"name": "input", "shape": [1, 1, 2, 2], "datatype": "FP32", "data": [0, 0.5, 1, 0]}]})",
      R"(
{"id": "a\u0000b", "inputs": [{"name": "input", "shape": [2, 1, 2, 2], "datatype": "UINT8",
 "data": [[[[0, 255], [1, 2]]], [[[3, 4], [5, 6]]]]}], "outputs": [{"name": "probabilities",
 "parameters": {"classification": 2}}, {"name": "verdict", "parameters": {"binary_data": true}}]})",
      R"(
{"parameters": {"timeout": 1000000, "binary_data_output": true}, "inputs": [{"name": "image", "shape": [2],
 "datatype": "BYTES", "data": ["AAEC", ""]}]})",
      withBinary(R"({"inputs": [{"name": "input", "shape": [1, 1, 2, 2], "datatype": "FP32",
 "parameters": {"binary_data_size": 16}}], "outputs": [{"name": "label"}, {"name": "confidence"}]})",
                 floats),
      withBinary(R"({"inputs": [{"name": "input", "shape": [1, 1, 2, 2], "datatype": "UINT8",
 "parameters": {"binary_data_size": 4}}]})",
                 "\0\1\2\xff"s),
      withBinary(R"({"inputs": [{"name": "image", "shape": [2], "datatype": "BYTES",
 "parameters": {"binary_data_size": 11}}]})",
                 files),
      withBinary(R"({"inputs": [{"name": "image", "shape": [1], "datatype": "BYTES",
 "parameters": {"binary_data_size": 8, "content_type": "base64"}}]})",
                 "\4\0\0\0AAEC"s),
      "\n{}",
  };
}

} // namespace

Target inferTarget()
{
  return {"infer",
          run,
          seeds,
          {"\"inputs\":",
           "\"outputs\":",
           "\"parameters\":",
           "\"name\":",
           "\"input\"",
           "\"image\"",
           "\"shape\":",
           "[1, 1, 2, 2]",
           "\"datatype\":",
           "\"FP32\"",
           "\"UINT8\"",
           "\"BYTES\"",
           "\"data\":",
           "\"binary_data_size\":",
           "\"binary_data\":",
           "\"binary_data_output\":",
           "\"classification\":",
           "\"timeout\":",
           "\"id\":",
           "\"content_type\":",
           "\"base64\"",
           "\"shared_memory_region\":",
           "\"probabilities\"",
           "\"label\"",
           "18446744073709551615",
           "1e400",
           "-1",
           "null",
           "true",
           "[[[[",
           "]]]]",
           "\\u0000"}};
}

} // namespace numeral::fuzz
