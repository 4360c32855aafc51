#include "app/cli/LoadBodies.h"

#include <algorithm>
#include <random>
#include <string_view>
#include <utility>

#include "core/base/Files.h"
#include "core/engine/InputFiles.h"
#include "core/image/Codec.h"
#include "core/image/Header.h"
#include "core/strokes/Rasteriser.h"
#include "core/training/DigitTemplates.h"

namespace numeral::cli {
namespace {

constexpr std::size_t kMaxBytes = 256u << 20;

/// By content. What is neither image nor drawing is sent too: how a server bears that is worth knowing.
std::string_view typeOf(const base::Bytes& bytes)
{
  if (const auto header = image::readHeader(bytes))
    return image::mimeType(header->format);
  const std::string_view text = base::textOf(bytes);
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{' ? "application/json" : "application/octet-stream";
}

} // namespace

base::Expected<std::vector<client::LoadBody>> drawnBodies()
{
  std::vector<client::LoadBody> bodies;
  for (const training::LabelledDrawing& entry : training::digitTemplates()) {
    auto png = image::encodePng(strokes::rasterise(entry.drawing).image);
    if (!png)
      return tl::unexpected(png.error());
    bodies.push_back({"image/png", std::move(*png)});
  }
  return bodies;
}

base::Expected<FoundBodies> bodiesIn(const std::string& folder, std::uint64_t seed)
{
  auto files = engine::findInputs({folder}, {.recursive = true}).files;
  std::shuffle(files.begin(), files.end(), std::mt19937_64(seed));
  FoundBodies found;
  std::size_t total = 0;
  for (const engine::InputFile& file : files) {
    if (file.error)
      return tl::unexpected(*file.error);
    auto bytes = base::readFile(file.name, image::Limits{}.maxBytes);
    if (!bytes)
      return tl::unexpected(bytes.error());
    if (!found.bodies.empty() && total + bytes->size() > kMaxBytes) {
      found.leftOut = files.size() - found.bodies.size();
      break;
    }
    total += bytes->size();
    std::string type(typeOf(*bytes));
    found.bodies.push_back({std::move(type), std::move(*bytes)});
  }
  return found;
}

} // namespace numeral::cli
