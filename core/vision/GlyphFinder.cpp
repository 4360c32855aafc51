#include "core/vision/GlyphFinder.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/vision/FaintInk.h"
#include "core/vision/Ink.h"
#include "core/vision/Lines.h"
#include "core/vision/Normaliser.h"
#include "core/vision/Paper.h"
#include "core/vision/Patch.h"
#include "core/vision/Readings.h"
#include "core/vision/Ruling.h"
#include "core/vision/SheetFinder.h"
#include "core/vision/StrokeWidth.h"

namespace numeral::vision {
namespace {

/// Larger images tell nothing more about a digit, and every step's cost grows with the pixels …
constexpr int kWorkingSide = 512;
/// … unless the writing is small: then it is brought to this height, as far as the image has the pixels.
constexpr double kLeastHeight = 40;
constexpr double kWantedHeight = 56;
constexpr int kLargestSide = 2048;
/// A part without a pixel this inked is a smudge.
constexpr std::uint8_t kInked = 96;
/// Smaller parts than this share of the page are specks, whatever else is there.
constexpr double kSpeckShare = 0.0001;

image::Image shrink(const image::Image& gray, int side)
{
  const int larger = std::max(gray.width, gray.height);
  if (larger <= side)
    return gray;
  const double scale = static_cast<double>(side) / larger;
  const auto scaled = [&](int length) { return std::max(1, static_cast<int>(length * scale)); };
  return image::resize(gray, scaled(gray.width), scaled(gray.height));
}

/// The page at one size, up to its patches of ink.
struct View {
  image::Image gray;
  EvenLight light;
  Ink ink;
  image::Image unruled; ///< the ink without printed lines
  image::Image writing; ///< … and without what is left of them
  std::vector<Patch> patches;
};

/// What evening out the light leaves at the edge of a photograph, where it had the least to go by: small and no stroke.
bool isSmudgeAtEdge(const Patch& patch, const image::Image& page)
{
  const int edges = (patch.left == 0 ? 1 : 0) + (patch.right == page.width ? 1 : 0) + (patch.top == 0 ? 1 : 0) +
                    (patch.bottom == page.height ? 1 : 0);
  constexpr double kLargest = 0.2;
  constexpr double kFilled = 0.5;
  constexpr double kCrumb = 0.08;
  const bool crumb = std::max(patch.width(), patch.height()) < kCrumb * std::max(page.width, page.height);
  return (edges > 1 || (edges > 0 && (crumb || patch.area > kFilled * patch.width() * patch.height()))) &&
         patch.width() < kLargest * page.width && patch.height() < kLargest * page.height;
}

View look(const image::Image& gray, int side)
{
  View view;
  view.gray = shrink(gray, side);
  view.light = evenLight(view.gray);
  view.ink = findInk(view.light.image, view.light.darkInk);
  if (view.ink.contrast > 0) {
    view.unruled = removeRuling(view.ink.image);
    view.writing = dropFaintInk(view.unruled);
    view.patches = findPatches(view.writing);
  }
  const double leastArea = kSpeckShare * static_cast<double>(view.gray.pixels.size());
  std::erase_if(view.patches, [&](const Patch& patch) {
    return patch.strongest < kInked || patch.area <= leastArea || (!view.ink.clean && isSmudgeAtEdge(patch, view.gray));
  });
  return view;
}

Glyph toGlyph(const Reading& reading, const View& view, int inputSize)
{
  Glyph glyph;
  glyph.span = reading.span;
  glyph.prior = reading.prior;
  const auto& patch = reading.patch;
  const auto alone = cutOut(view.writing, patch);
  glyph.box = {static_cast<double>(patch.left), static_cast<double>(patch.top), static_cast<double>(patch.width()),
               static_cast<double>(patch.height())};
  const auto inked =
      std::count_if(alone.pixels.begin(), alone.pixels.end(), [](auto value) { return value >= kInked; });
  glyph.ink.share = static_cast<double>(inked) / static_cast<double>(alone.pixels.size());
  glyph.ink.contrast = view.ink.contrast;
  glyph.ink.aspect = glyph.box.width / glyph.box.height;
  const auto stroked = bringToKnownWidth(alone, {0, 0, glyph.box.width, glyph.box.height});
  glyph.ink.stroke = stroked.widthBefore / std::max(glyph.box.width, glyph.box.height);
  glyph.input = normalise(stroked.ink, stroked.box, inputSize);
  return glyph;
}

Page readPage(const image::Image& gray, const GlyphOptions& options)
{
  Page page;
  auto view = look(gray, kWorkingSide);
  if (const double height = writingHeight(view.patches);
      height > 0 && height < kLeastHeight && std::max(gray.width, gray.height) > kWorkingSide)
    view = look(gray, std::min(kLargestSide, static_cast<int>(kWorkingSide * kWantedHeight / height)));

  if (options.keepSteps) {
    page.steps.push_back({"gray", view.gray});
    page.steps.push_back({"paper", view.light.image});
    page.steps.push_back({"ink", view.ink.image});
    if (view.ink.contrast > 0) {
      page.steps.push_back({"ruling", view.unruled});
      page.steps.push_back({"writing", view.writing});
    }
  }
  const double scaleX = static_cast<double>(gray.width) / std::max(1, view.gray.width);
  const double scaleY = static_cast<double>(gray.height) / std::max(1, view.gray.height);
  for (const auto& reading : proposeReadings(findLines(std::move(view.patches)), options.mostGlyphs)) {
    auto& glyph = page.glyphs.emplace_back(toGlyph(reading, view, options.inputSize));
    glyph.box = {glyph.box.x * scaleX, glyph.box.y * scaleY, glyph.box.width * scaleX, glyph.box.height * scaleY};
  }
  return page;
}

} // namespace

Page findGlyphs(const image::Image& image, const GlyphOptions& options)
{
  const auto gray = image::toGray(image);
  const auto sheet = findSheet(gray);
  if (!sheet)
    return readPage(gray, options);
  auto page = readPage(sheet->image, options);
  if (page.glyphs.empty())
    return readPage(gray, options); // a light, plain thing on dark ground may be the writing
  if (options.keepSteps)
    page.steps.insert(page.steps.begin(), {"sheet", sheet->image});
  for (auto& glyph : page.glyphs)
    glyph.box = sheet->inPhotograph(glyph.box);
  return page;
}

} // namespace numeral::vision
