#include "core/training/Evaluator.h"

#include <algorithm>
#include <semaphore>

namespace numeral::training {

namespace {

void dropPictures(engine::Recognition& recognition)
{
  recognition.steps.clear();
  for (auto& item : recognition.items)
    item.input = {};
}

} // namespace

Evaluation evaluate(engine::Recognizer& recognizer, std::span<const Sample> samples,
                    const std::vector<std::string>& classes, const EvaluatorOptions& options)
{
  std::vector<engine::Result> results(samples.size());
  const auto places = static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, options.inFlight));
  std::counting_semaphore<> free(places);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    free.acquire();
    auto input = samples[i].load();
    if (!input) {
      results[i] = tl::unexpected(input.error());
      free.release();
    } else {
      engine::Options request;
      request.model = options.model;
      request.lane = engine::Lane::Batch;
      request.keepInput = true;
      request.keepSteps = options.keepSteps;
      recognizer.submit(std::move(*input), std::move(request),
                        [&slot = results[i], &free, &sample = samples[i]](engine::Result result) {
                          // Pictures are kept of mistakes alone: of a whole data set they would fill the memory.
                          if (result && isRight(sample, *result))
                            dropPictures(*result);
                          slot = std::move(result);
                          free.release();
                        });
    }
    if (options.progress)
      options.progress(i + 1, samples.size());
  }
  for (std::ptrdiff_t i = 0; i < places; ++i)
    free.acquire();
  return summarise(samples, results, classes);
}

} // namespace numeral::training
