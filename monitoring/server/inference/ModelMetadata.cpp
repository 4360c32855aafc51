#include "monitoring/server/inference/ModelMetadata.h"

#include <nlohmann/json.hpp>

#include "core/base/Version.h"

namespace numeral::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kAnyNumber = -1;

Json tensor(std::string_view name, std::string_view datatype, const std::vector<int>& shape)
{
  return {{"name", name}, {"datatype", datatype}, {"shape", shape}};
}

Json tensor(Output output, const model::Manifest& manifest)
{
  std::vector<int> shape{kAnyNumber};
  if (output == Output::Probabilities)
    shape.push_back(static_cast<int>(manifest.classes.size()));
  return tensor(name(output), datatype(output), shape);
}

} // namespace

std::string_view name(Output output) noexcept
{
  switch (output) {
  case Output::Probabilities: return "probabilities";
  case Output::Label: return "label";
  case Output::Confidence: return "confidence";
  case Output::Verdict: return "verdict";
  }
  return {};
}

std::string_view datatype(Output output) noexcept
{
  return output == Output::Label || output == Output::Verdict ? "BYTES" : "FP32";
}

std::string modelMetadata(const model::Manifest& manifest)
{
  const auto& input = manifest.input;
  Json outputs = Json::array();
  for (const auto output : kOutputs)
    outputs.push_back(tensor(output, manifest));
  const Json json{{"name", manifest.name},
                  {"versions", {manifest.version}},
                  {"platform", "pytorch_torchscript"},
                  {"inputs",
                   {tensor(kTensorInput, "FP32", {kAnyNumber, input.channels, input.height, input.width}),
                    tensor(kImageInput, "BYTES", {kAnyNumber})}},
                  {"outputs", outputs}};
  return json.dump();
}

std::string serverMetadata()
{
  const Json json{
      {"name", "numeral"}, {"version", base::version()}, {"extensions", {"binary_tensor_data", "classification"}}};
  return json.dump();
}

} // namespace numeral::server
