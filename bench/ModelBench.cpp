#include <benchmark/benchmark.h>

#include "bench/Inputs.h"
#include "core/engine/LocalRecognizer.h"
#include "core/model/Bundle.h"
#include "core/model/Store.h"

namespace numeral::bench {
namespace {

constexpr std::size_t kMaxBatch = 32;

/// The shipped model, or nothing and the reason in the benchmark's line.
std::shared_ptr<const model::Bundle> shippedModel(benchmark::State& state)
{
  static const auto loaded = model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu", .warmUpBatch = kMaxBatch});
  if (!loaded) {
    state.SkipWithError(loaded.error().message.c_str());
    return nullptr;
  }
  return *loaded;
}

/// A clear digit, as often as the batch is long: of a cascade the first network alone.
std::vector<float> digits(const model::Bundle& bundle, std::size_t count)
{
  const auto one = bundle.task->prepare(sheet(280, 280), {}).value().tensors;
  std::vector<float> items;
  for (std::size_t i = 0; i < count; ++i)
    items.insert(items.end(), one.begin(), one.end());
  return items;
}

/// Of a cascade both networks.
std::vector<float> noise(const model::Bundle& bundle, std::size_t count) { return batch(bundle.manifest.input, count); }

void forward(benchmark::State& state, std::vector<float> (*itemsOf)(const model::Bundle&, std::size_t))
{
  const auto bundle = shippedModel(state);
  if (!bundle)
    return;
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto items = itemsOf(*bundle, count);
  std::vector<float> logits(count * bundle->model->outputs());
  for (auto _ : state) {
    if (const auto done = bundle->model->forward(items, count, logits); !done)
      state.SkipWithError(done.error().message.c_str());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * count));
}
BENCHMARK_CAPTURE(forward, digits, digits)->Arg(1)->Arg(8)->Arg(kMaxBatch)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(forward, noise, noise)->Arg(1)->Arg(8)->Arg(kMaxBatch)->Unit(benchmark::kMicrosecond);

/// From submit to the answer, queues and threads included.
void recognize(benchmark::State& state, const engine::Input& input)
{
  const auto bundle = shippedModel(state);
  if (!bundle)
    return;
  model::Store store;
  store.put(bundle);
  engine::LocalRecognizer recognizer(store, {});
  for (auto _ : state)
    if (const auto answer = recognizer.recognize(input); !answer)
      state.SkipWithError(answer.error().message.c_str());
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK_CAPTURE(recognize, png_28x28, engine::EncodedImage{png(28, 28)})
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(recognize, strokes, drawing())->UseRealTime()->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace numeral::bench
