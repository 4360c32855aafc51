#include "monitoring/server/inference/InferRequest.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <utility>

#include "core/json/Base64.h"
#include "monitoring/server/inference/RequestReader.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using base::failure;

constexpr float kFullInk = 255.F;
constexpr std::size_t kWord = 4; ///< bytes of an FP32 and of a length

using Values = base::Expected<std::vector<float>>;
using Items = base::Expected<std::vector<engine::Input>>;

struct Parts {
  std::string_view json;
  base::ByteSpan binary;
};

auto refuse(std::string words) { return failure(ErrorCode::InvalidArgument, std::move(words)); }

std::string inQuotes(std::string_view name) { return "'" + std::string(name) + "'"; }

base::Expected<Parts> split(base::ByteSpan body, std::optional<std::string_view> headerLength)
{
  std::size_t length = body.size();
  if (headerLength) {
    const auto [end, error] =
        std::from_chars(headerLength->data(), headerLength->data() + headerLength->size(), length);
    if (error != std::errc() || end != headerLength->data() + headerLength->size() || length > body.size())
      return refuse(
          "Inference-Header-Content-Length is the length of the JSON at the beginning of the body, which has " +
          std::to_string(body.size()) + " bytes.");
  }
  return Parts{base::textOf(body.first(length)), body.subspan(length)};
}

/// Least significant byte first.
std::uint32_t word(base::ByteSpan bytes)
{
  std::uint32_t value = 0;
  for (std::size_t i = kWord; i > 0; --i)
    value = value << 8U | bytes[i - 1];
  return value;
}

std::string shapeText(const std::vector<std::uint64_t>& shape)
{
  std::string text;
  for (const auto size : shape)
    text += (text.empty() ? "" : ", ") + std::to_string(size);
  return "[" + text + "]";
}

/// One item at least, kMaxItems at most, each with the dimensions that `rest` has.
base::Expected<std::size_t> countItems(const RequestInput& input, const std::vector<std::uint64_t>& rest)
{
  const auto& shape = input.shape;
  if (shape.size() != rest.size() + 1 || !std::equal(rest.begin(), rest.end(), shape.begin() + 1)) {
    auto wanted = rest.empty() ? "[n]" : shapeText(rest).insert(1, "n, ");
    return refuse("The shape of " + inQuotes(input.name) + " is " + std::move(wanted) + ", not " + shapeText(shape) +
                  ".");
  }
  if (shape.front() == 0 || shape.front() > kMaxItems)
    return refuse("A request has 1 to " + std::to_string(kMaxItems) + " items, not " + std::to_string(shape.front()) +
                  ".");
  return static_cast<std::size_t>(shape.front());
}

/// `count`: values that the shape stands for.
bool hasShape(const TensorData& data, const std::vector<std::uint64_t>& shape, std::size_t count)
{
  return data.lengths == std::vector<std::size_t>{count} ||
         std::equal(data.lengths.begin(), data.lengths.end(), shape.begin(), shape.end());
}

auto refuseSize(const RequestInput& input, std::size_t wanted, const std::string& what, std::size_t got)
{
  return refuse("The shape " + shapeText(input.shape) + " of " + inQuotes(input.name) + " asks for " +
                std::to_string(wanted) + " " + what + "; there are " + std::to_string(got) + ".");
}

Values valuesOfJson(const RequestInput& input, std::size_t count)
{
  const auto& data = *input.data;
  if (!data.texts.empty())
    return refuse("The data of " + inQuotes(input.name) + " are numbers, not strings.");
  if (data.numbers.size() != count)
    return refuseSize(input, count, "numbers", data.numbers.size());
  if (!hasShape(data, input.shape, count))
    return refuse("The data of " + inQuotes(input.name) + " are one flat list, or lists nested as its shape says.");
  if (input.datatype == "UINT8" && !data.whole)
    return refuse("UINT8 stands for whole numbers from 0 to 255; send fractions as FP32.");
  return data.numbers;
}

Values valuesOfBinary(const RequestInput& input, base::ByteSpan binary, std::size_t count)
{
  if (input.datatype == "UINT8") {
    if (binary.size() != count)
      return refuseSize(input, count, "bytes", binary.size());
    return std::vector<float>(binary.begin(), binary.end());
  }
  if (binary.size() != count * kWord)
    return refuseSize(input, count * kWord, "bytes", binary.size());
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = std::bit_cast<float>(word(binary.subspan(i * kWord, kWord)));
    if (!(values[i] >= 0.F && values[i] <= kFullInk)) // nor is NaN
      return refuse("Number " + std::to_string(i) + " (from 0 on) of " + inQuotes(input.name) +
                    " is not between 0 (paper) and 255 (ink).");
  }
  return values;
}

Items tensorItems(const RequestInput& input, base::ByteSpan binary, const model::Shape& shape)
{
  if (input.datatype != "FP32" && input.datatype != "UINT8")
    return refuse("The datatype of 'input' is FP32 or UINT8, not " + inQuotes(input.datatype) + ".");
  const auto items =
      countItems(input, {static_cast<std::uint64_t>(shape.channels), static_cast<std::uint64_t>(shape.height),
                         static_cast<std::uint64_t>(shape.width)});
  if (!items)
    return tl::unexpected(items.error());
  const std::size_t count = *items * shape.size();
  auto values = input.data ? valuesOfJson(input, count) : valuesOfBinary(input, binary, count);
  if (!values)
    return tl::unexpected(values.error());
  // The engine takes an item without a number above 1 for shares of ink. Whether that is meant is told by the whole
  // tensor, and for UINT8 by its type: a page that is nearly blank must not turn black.
  const bool bytes =
      input.datatype == "UINT8" || std::any_of(values->begin(), values->end(), [](float value) { return value > 1.F; });
  if (bytes)
    for (auto& value : *values)
      value /= kFullInk;
  std::vector<engine::Input> tensors;
  for (auto from = values->begin(); from != values->end(); from += static_cast<std::ptrdiff_t>(shape.size()))
    tensors.emplace_back(engine::Tensor{std::vector<float>(from, from + static_cast<std::ptrdiff_t>(shape.size()))});
  return tensors;
}

base::Expected<engine::Input> imageOfBase64(std::string_view text, std::size_t index)
{
  return json::decodeBase64(text)
      .map([](base::Bytes bytes) { return engine::Input(engine::EncodedImage{std::move(bytes)}); })
      .map_error([index](base::Error error) {
        error.message = "Item " + std::to_string(index) + " (from 0 on): " + error.message +
                        " In JSON, BYTES are the image file in base64.";
        return error;
      });
}

Items imagesOfJson(const RequestInput& input, std::size_t count)
{
  const auto& data = *input.data;
  if (!data.numbers.empty())
    return refuse("The data of 'image' are strings, each an image file in base64.");
  if (data.texts.size() != count)
    return refuseSize(input, count, "strings", data.texts.size());
  if (!hasShape(data, input.shape, count))
    return refuse("The data of 'image' are one flat list.");
  std::vector<engine::Input> images;
  for (const auto& text : data.texts) {
    auto image = imageOfBase64(text, images.size());
    if (!image)
      return tl::unexpected(image.error());
    images.push_back(std::move(*image));
  }
  return images;
}

Items imagesOfBinary(const RequestInput& input, base::ByteSpan binary, std::size_t count)
{
  std::vector<engine::Input> images;
  while (images.size() < count && binary.size() >= kWord) {
    const std::size_t length = word(binary);
    binary = binary.subspan(kWord);
    if (length > binary.size())
      return refuse("Item " + std::to_string(images.size()) + " (from 0 on) of 'image' is " + std::to_string(length) +
                    " bytes long by its own words; " + std::to_string(binary.size()) + " follow.");
    const auto bytes = binary.first(length);
    binary = binary.subspan(length);
    auto image = input.contentType == "base64"
                     ? imageOfBase64(base::textOf(bytes), images.size())
                     : engine::Input(engine::EncodedImage{base::Bytes(bytes.begin(), bytes.end())});
    if (!image)
      return tl::unexpected(image.error());
    images.push_back(std::move(*image));
  }
  if (images.size() != count)
    return refuseSize(input, count, "byte strings", images.size());
  if (!binary.empty())
    return refuse("After the last item of 'image', " + std::to_string(binary.size()) + " bytes are left over.");
  return images;
}

Items imageItems(const RequestInput& input, base::ByteSpan binary)
{
  if (input.datatype != "BYTES")
    return refuse("The datatype of 'image' is BYTES, not " + inQuotes(input.datatype) + ".");
  const auto count = countItems(input, {});
  if (!count)
    return tl::unexpected(count.error());
  return input.data ? imagesOfJson(input, *count) : imagesOfBinary(input, binary, *count);
}

/// That the tensor stands in one place, and fills it.
base::Expected<void> checkPlace(const RequestInput& input, const Parts& parts, bool headerGiven)
{
  if (input.data && input.binarySize)
    return refuse("The input has both 'data' and 'binary_data_size'; send the tensor once.");
  if (!input.data && !input.binarySize)
    return refuse("The input has neither 'data' nor the parameter 'binary_data_size'.");
  if (input.binarySize && !headerGiven)
    return refuse("A tensor after the JSON needs the header Inference-Header-Content-Length, the length of the JSON.");
  const auto announced = input.binarySize.value_or(0);
  if (announced != parts.binary.size())
    return refuse("After the JSON there are " + std::to_string(parts.binary.size()) +
                  " bytes; 'binary_data_size' announces " + std::to_string(announced) + ".");
  if (parts.json.find('\0') != std::string_view::npos) // where the reader takes the text to end
    return refuse("The JSON of the request has a NUL in it.");
  return {};
}

Items itemsOf(const RequestJson& request, const Parts& parts, bool headerGiven, const model::Shape& shape)
{
  if (!request.input)
    return refuse("The request has no 'inputs'; it needs one tensor, 'input' or 'image'.");
  const auto& input = *request.input;
  if (input.name != kTensorInput && input.name != kImageInput)
    return refuse("There is no input " + inQuotes(input.name) + "; send 'input' (numbers) or 'image' (files).");
  if (auto fine = checkPlace(input, parts, headerGiven); !fine)
    return tl::unexpected(fine.error());
  return input.name == kTensorInput ? tensorItems(input, parts.binary, shape) : imageItems(input, parts.binary);
}

base::Expected<WantedOutput> wanted(const RequestOutput& asked, const RequestJson& request, std::size_t classes)
{
  const auto found =
      std::find_if(kOutputs.begin(), kOutputs.end(), [&](Output output) { return name(output) == asked.name; });
  if (found == kOutputs.end())
    return refuse("There is no output " + inQuotes(asked.name) +
                  "; ask for probabilities, label, confidence or verdict.");
  if (asked.classification > 0 && *found != Output::Probabilities)
    return refuse("Only 'probabilities' can be had as a classification, not " + inQuotes(asked.name) + ".");
  return WantedOutput{*found, asked.binary.value_or(request.binaryOutput),
                      static_cast<std::size_t>(std::min<std::uint64_t>(asked.classification, classes))};
}

base::Expected<std::vector<WantedOutput>> outputsOf(const RequestJson& request, std::size_t classes)
{
  std::vector<WantedOutput> outputs;
  if (request.outputs.empty())
    for (const auto output : kOutputs)
      outputs.push_back({output, request.binaryOutput});
  for (const auto& asked : request.outputs) {
    const auto one = wanted(asked, request, classes);
    if (!one)
      return tl::unexpected(one.error());
    const bool again = std::any_of(outputs.begin(), outputs.end(),
                                   [&](const WantedOutput& other) { return other.output == one->output; });
    if (again)
      return refuse("The output " + inQuotes(asked.name) + " is asked for twice.");
    outputs.push_back(*one);
  }
  return outputs;
}

} // namespace

base::Expected<InferRequest> parseInferRequest(base::ByteSpan body, std::optional<std::string_view> headerLength,
                                               const model::Manifest& manifest)
{
  if (body.empty())
    return refuse("The body is empty; it should be an inference request in JSON.");
  const auto parts = split(body, headerLength);
  if (!parts)
    return tl::unexpected(parts.error());
  auto request = readRequest(parts->json, {.numbers = kMaxItems * manifest.input.size(), .texts = kMaxItems});
  if (!request)
    return tl::unexpected(request.error());
  auto outputs = outputsOf(*request, manifest.classes.size());
  if (!outputs)
    return tl::unexpected(outputs.error());
  auto items = itemsOf(*request, *parts, headerLength.has_value(), manifest.input);
  if (!items)
    return tl::unexpected(items.error());
  return InferRequest{std::move(request->id), request->timeout, std::move(*items), std::move(*outputs)};
}

} // namespace numeral::server
