#include <benchmark/benchmark.h>

#include "bench/Inputs.h"
#include "core/image/Codec.h"
#include "core/strokes/Rasteriser.h"
#include "core/vision/GlyphFinder.h"

namespace numeral::bench {
namespace {

void decode(benchmark::State& state, const base::Bytes& file)
{
  for (auto _ : state)
    benchmark::DoNotOptimize(image::decode(file).value());
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.size()));
}
BENCHMARK_CAPTURE(decode, png_28x28, png(28, 28))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(decode, jpeg_640x480, jpeg(640, 480))->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(decode, jpeg_12_megapixels, jpeg(4000, 3000))->Unit(benchmark::kMicrosecond);

/// What a photograph of one digit costs up to the network.
void readPhotograph(benchmark::State& state, const base::Bytes& file)
{
  for (auto _ : state) {
    const auto page = image::decodeReduced(file, {}, 1000).value();
    benchmark::DoNotOptimize(vision::findGlyphs(page.image, {}));
  }
}
BENCHMARK_CAPTURE(readPhotograph, jpeg_12_megapixels, jpeg(4000, 3000))->Unit(benchmark::kMicrosecond);

void findGlyphs(benchmark::State& state)
{
  const int side = static_cast<int>(state.range(0));
  const auto page = sheet(side, side);
  for (auto _ : state)
    benchmark::DoNotOptimize(vision::findGlyphs(page, {}));
}
BENCHMARK(findGlyphs)->Arg(28)->Arg(280)->Arg(1000)->Unit(benchmark::kMicrosecond);

/// A drawing as canvas and page send it: no noise, nothing to even out.
void findGlyphsInDrawing(benchmark::State& state)
{
  const int side = static_cast<int>(state.range(0));
  const auto page = image::resize(strokes::rasterise(drawing()).image, side, side);
  for (auto _ : state)
    benchmark::DoNotOptimize(vision::findGlyphs(page, {}));
}
BENCHMARK(findGlyphsInDrawing)->Arg(280)->Unit(benchmark::kMicrosecond);

void rasterise(benchmark::State& state)
{
  const auto strokes = drawing();
  for (auto _ : state)
    benchmark::DoNotOptimize(strokes::rasterise(strokes));
}
BENCHMARK(rasterise)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace numeral::bench
