#include "core/training/ReferenceRun.h"

#include <mutex>
#include <optional>
#include <semaphore>
#include <utility>

#include "core/engine/LocalRecognizer.h"
#include "core/model/Store.h"
#include "core/training/ReferenceBuilder.h"

namespace numeral::training {

using base::Expected;

Expected<void> recognizeAll(engine::Recognizer& recognizer, std::size_t count,
                            const std::function<Expected<engine::Input>(std::size_t)>& input,
                            const std::function<void(std::size_t, const engine::Recognition&)>& take)
{
  constexpr std::ptrdiff_t kUnderWay = 64; // below the recognizer's own limit
  std::counting_semaphore<> free(kUnderWay);
  std::mutex mutex;
  std::optional<base::Error> problem;
  const auto failed = [&](const base::Error& error) {
    const std::lock_guard lock(mutex);
    problem = problem.value_or(error);
  };
  for (std::size_t i = 0; i < count; ++i) {
    auto next = input(i);
    if (!next) {
      failed(next.error());
      break;
    }
    free.acquire();
    engine::Options request;
    request.lane = engine::Lane::Batch;
    recognizer.submit(std::move(*next), std::move(request), [&, i](const engine::Result& result) {
      if (result) {
        const std::lock_guard lock(mutex);
        take(i, *result);
      } else {
        failed(result.error());
      }
      free.release();
    });
  }
  for (std::ptrdiff_t i = 0; i < kUnderWay; ++i)
    free.acquire();
  if (problem)
    return tl::unexpected(*problem);
  return {};
}

Expected<model::Reference> makeReference(const std::shared_ptr<const model::Bundle>& bundle,
                                         const ReferencePictures& pictures, const ReferenceOptions& options)
{
  model::Store store;
  store.put(bundle);
  engine::LocalRecognizer recognizer(store, {});
  ReferenceBuilder builder(bundle->manifest);
  const auto run = recognizeAll(
      recognizer, options.pictures,
      [&](std::size_t index) {
        if (options.progress)
          options.progress(index + 1);
        return pictures.picture(options.seed, index);
      },
      [&](std::size_t index, const engine::Recognition& answer) {
        if (const auto* item = model::sampleOf(answer.items, index))
          builder.add(*item);
      });
  if (!run)
    return tl::unexpected(run.error());
  auto madeFrom = pictures.names();
  madeFrom.push_back(std::to_string(options.pictures) + " pictures, seed " + std::to_string(options.seed));
  return builder.build(std::move(madeFrom));
}

} // namespace numeral::training
