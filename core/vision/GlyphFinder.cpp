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

/// The page at one size, up to its lines of writing.
struct Sheet {
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

Sheet look(const image::Image& gray, int side)
{
  Sheet sheet;
  sheet.gray = shrink(gray, side);
  sheet.light = evenLight(sheet.gray);
  sheet.ink = findInk(sheet.light.image, sheet.light.darkInk);
  if (sheet.ink.contrast > 0) {
    sheet.unruled = removeRuling(sheet.ink.image);
    sheet.writing = dropFaintInk(sheet.unruled);
    sheet.patches = findPatches(sheet.writing);
  }
  const double leastArea = kSpeckShare * static_cast<double>(sheet.gray.pixels.size());
  std::erase_if(sheet.patches, [&](const Patch& patch) {
    return patch.strongest < kInked || patch.area <= leastArea ||
           (!sheet.ink.clean && isSmudgeAtEdge(patch, sheet.gray));
  });
  return sheet;
}

Glyph toGlyph(const Reading& reading, const Sheet& sheet, int inputSize)
{
  Glyph glyph;
  glyph.span = reading.span;
  glyph.prior = reading.prior;
  const auto& patch = reading.patch;
  const auto alone = cutOut(sheet.writing, patch);
  glyph.box = {static_cast<double>(patch.left), static_cast<double>(patch.top), static_cast<double>(patch.width()),
               static_cast<double>(patch.height())};
  const auto inked =
      std::count_if(alone.pixels.begin(), alone.pixels.end(), [](auto value) { return value >= kInked; });
  glyph.ink.share = static_cast<double>(inked) / static_cast<double>(alone.pixels.size());
  glyph.ink.contrast = sheet.ink.contrast;
  glyph.ink.aspect = glyph.box.width / glyph.box.height;
  const auto stroked = bringToKnownWidth(alone, {0, 0, glyph.box.width, glyph.box.height});
  glyph.ink.stroke = stroked.widthBefore / std::max(glyph.box.width, glyph.box.height);
  glyph.input = normalise(stroked.ink, stroked.box, inputSize);
  return glyph;
}

} // namespace

Page findGlyphs(const image::Image& image, const GlyphOptions& options)
{
  Page page;
  const auto gray = image::toGray(image);
  auto sheet = look(gray, kWorkingSide);
  if (const double height = writingHeight(sheet.patches);
      height > 0 && height < kLeastHeight && std::max(gray.width, gray.height) > kWorkingSide)
    sheet = look(gray, std::min(kLargestSide, static_cast<int>(kWorkingSide * kWantedHeight / height)));

  if (options.keepSteps) {
    page.steps.push_back({"gray", sheet.gray});
    page.steps.push_back({"paper", sheet.light.image});
    page.steps.push_back({"ink", sheet.ink.image});
    if (sheet.ink.contrast > 0) {
      page.steps.push_back({"ruling", sheet.unruled});
      page.steps.push_back({"writing", sheet.writing});
    }
  }
  const double scaleX = static_cast<double>(image.width) / std::max(1, sheet.gray.width);
  const double scaleY = static_cast<double>(image.height) / std::max(1, sheet.gray.height);
  for (const auto& reading : proposeReadings(findLines(std::move(sheet.patches)), options.mostGlyphs)) {
    auto& glyph = page.glyphs.emplace_back(toGlyph(reading, sheet, options.inputSize));
    glyph.box = {glyph.box.x * scaleX, glyph.box.y * scaleY, glyph.box.width * scaleX, glyph.box.height * scaleY};
  }
  return page;
}

} // namespace numeral::vision
