#include "core/strokes/Rasteriser.h"
#include "core/training/Samples.h"
#include "tests/fuzz/ScratchFile.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

void check(const strokes::Drawing& drawing)
{
  const auto again = strokes::parseDrawing(strokes::toJson(drawing));
  require(again.has_value() && *again == drawing);
  const auto raster = strokes::rasterise(drawing);
  require(raster.image.width > 0 && raster.image.width < 3000 && raster.image.height > 0 && raster.image.height < 3000);
}

/// A file of strokes, a drawing a line.
void run(base::ByteSpan input)
{
  static ScratchFile file("strokes.jsonl");
  if (const auto drawing = strokes::parseDrawing(base::textOf(input)))
    check(*drawing);
  const auto samples = training::openSamples(file.write(input), {});
  if (!samples)
    return;
  for (const auto& sample : *samples)
    check(std::get<strokes::Drawing>(sample.load().value()));
}

std::vector<std::string> seeds()
{
  const std::string line =
      R"({"label": "4", "id": "a", "contributor": "b", "strokes": [[[1, 2], [3.5, 4]], [[5, 6]]]})";
  return {line, line + "\n" + R"({"label": "", "strokes": []})" + "\r\n\n",
          R"({"strokes": [[[0, 0]]], "pen_width": 2})",
          R"({"label": "7", "strokes": [[[-1e6, 1e6], [1e-300, 0]]], "pen_width": 1e-9})"};
}

} // namespace

Target strokesTarget()
{
  return {"strokes",
          run,
          seeds,
          {"\"strokes\":", "\"label\":", "\"id\":", "\"contributor\":", "\"pen_width\":", "[[[", "]]]", "],[", "1e6",
           "-1e6", "1e-300", "null", "\n"}};
}

} // namespace numeral::fuzz
