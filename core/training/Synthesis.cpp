#include "core/training/Synthesis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include "core/base/Csv.h"
#include "core/base/Files.h"
#include "core/image/Codec.h"
#include "core/training/Photograph.h"

namespace numeral::training {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Expected;
using base::failure;

Expected<void> prepare(const fs::path& folder)
{
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec)
    return failure(ErrorCode::Io, folder.string() + " cannot be made: " + ec.message() + ".");
  const bool empty = fs::is_empty(folder, ec);
  if (ec)
    return failure(ErrorCode::Io, folder.string() + " cannot be read: " + ec.message() + ".");
  if (!empty)
    return failure(ErrorCode::InvalidArgument,
                   folder.string() + " is not empty. Name a new folder, or remove what is in it.");
  return {};
}

/// Rows of a truth are parted by "|" in the file.
std::string inOneLine(std::string truth)
{
  std::replace(truth.begin(), truth.end(), '\n', '|');
  return truth;
}

/// The name of the file that was written, and its text.
Expected<std::pair<std::string, std::string>> make(const GlyphPool& pool, const SynthesisOptions& options,
                                                   std::size_t index, const fs::path& folder)
{
  Random random(options.seed, index);
  const auto writing = compose(pool, options.layout, Random(random.next()));
  if (!writing)
    return tl::unexpected(writing.error());
  const int quality = static_cast<int>(std::lround(options.paper.jpeg.draw(random)));
  Paper paper = options.paper;
  paper.jpeg = {}; // the file itself is compressed, once
  const auto picture = photograph(writing->ink, writing->height, paper, random);
  const auto file = quality > 0 ? image::encodeJpeg(picture, quality) : image::encodePng(picture);
  if (!file)
    return tl::unexpected(file.error());
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "%06zu.%s", index, quality > 0 ? "jpg" : "png");
  if (const auto written = base::writeFile(folder / name.data(), base::textOf(*file)); !written)
    return tl::unexpected(written.error());
  return std::pair<std::string, std::string>(name.data(), writing->text);
}

} // namespace

Expected<void> synthesise(const GlyphPool& pool, const SynthesisOptions& options, const fs::path& folder)
{
  if (auto ready = prepare(folder); !ready)
    return ready;
  std::string labels = "file,text\n";
  for (std::size_t i = 0; i < options.count; ++i) {
    const auto made = make(pool, options, i, folder);
    if (!made)
      return tl::unexpected(made.error());
    labels += made->first + ',' + base::csvField(inOneLine(made->second)) + '\n';
    if (options.progress)
      options.progress(i + 1);
  }
  return base::writeFile(folder / "labels.csv", labels);
}

} // namespace numeral::training
