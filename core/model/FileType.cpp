#include "core/model/FileType.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace numeral::model {
namespace {

using namespace std::string_view_literals;

std::uint32_t littleEndian(std::string_view text, std::size_t offset, std::size_t size)
{
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(text[offset + i]);
  return value;
}

/// The names in a ZIP file's central directory; none if it is broken.
std::vector<std::string_view> zipNames(std::string_view zip)
{
  constexpr std::size_t kEndRecord = 22;
  constexpr std::size_t kEntry = 46;
  const auto end = zip.rfind("PK\x05\x06"sv);
  if (end == std::string_view::npos || zip.size() - end < kEndRecord)
    return {};
  std::vector<std::string_view> names;
  std::size_t at = littleEndian(zip, end + 16, 4);
  while (at <= zip.size() && zip.size() - at >= kEntry && zip.substr(at, 4) == "PK\x01\x02"sv) {
    const std::size_t name = littleEndian(zip, at + 28, 2);
    const std::size_t extra = littleEndian(zip, at + 30, 2);
    const std::size_t comment = littleEndian(zip, at + 32, 2);
    names.push_back(zip.substr(at + kEntry, name));
    at += kEntry + name + extra + comment;
  }
  return names;
}

struct Foreign {
  std::string_view what;
  std::string_view advice;
};

constexpr std::string_view kExportFromTorch =
    "In Python: torch.jit.trace(model.eval(), torch.zeros(1, channels, height, width)).save(\"model.pt\").";
constexpr std::string_view kThroughTorch =
    "Rebuild the network in PyTorch, load the weights into it and save it with torch.jit.trace(…).save(\"model.pt\").";

/// Nothing for TorchScript.
Foreign foreignType(std::string_view file)
{
  if (file.starts_with("\x89HDF\r\n\x1a\n"sv))
    return {"a Keras or HDF5 file (.h5)", kThroughTorch};
  if (file.starts_with("PK\x03\x04"sv)) {
    const auto names = zipNames(file);
    const auto has = [&names](std::string_view ending) {
      return std::any_of(names.begin(), names.end(), [ending](auto name) { return name.ends_with(ending); });
    };
    if (has("/constants.pkl"))
      return {};
    if (has("config.json") && has("model.weights.h5"))
      return {"a Keras model (.keras)", kThroughTorch};
    if (has("/data.pkl"))
      return {"PyTorch weights without their program (a .pth written by torch.save)", kExportFromTorch};
    if (names.empty())
      return {"a ZIP file that is cut short", "Copy the model file again."};
    return {"a ZIP file without TorchScript in it", kExportFromTorch};
  }
  if (file.starts_with("\x80\x02"sv) || file.starts_with("\x80\x04"sv))
    return {"PyTorch weights in the old pickle form (.pth)", kExportFromTorch};
  if (file.size() > 8 && file.substr(4, 4) == "TFL3"sv)
    return {"a TensorFlow Lite model", kThroughTorch};
  if (file.size() > 9 && file[8] == '{' && littleEndian(file, 4, 4) == 0)
    return {"a safetensors file: weights without their program", kExportFromTorch};
  // ONNX is a bare protobuf: field 1 (version of the format), then a producer's name or the graph with its operators.
  if (file.size() > 2 && file[0] == '\x08' && file[1] >= 1 && file[1] < 32 && (file[2] == '\x12' || file[2] == '\x3a'))
    return {"an ONNX model", "Export the network that it was made from: torch.jit.trace(…).save(\"model.pt\")."};
  if (file.empty())
    return {"empty", "Copy the model file again."};
  return {"not a TorchScript model", kExportFromTorch};
}

} // namespace

base::Expected<void> requireTorchScript(base::ByteSpan file, const std::string& path)
{
  const auto foreign = foreignType(base::textOf(file));
  if (foreign.what.empty())
    return {};
  return base::failure(base::ErrorCode::UnsupportedFormat, path + " is " + std::string(foreign.what) +
                                                               "; Numeral runs TorchScript. " +
                                                               std::string(foreign.advice));
}

} // namespace numeral::model
