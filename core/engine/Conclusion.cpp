#include "core/engine/Conclusion.h"

#include <algorithm>
#include <numeric>

namespace numeral::engine {
namespace {

std::vector<Alternative> nextBest(const model::Item& item, const std::vector<std::string>& classes, std::size_t most)
{
  std::vector<std::size_t> order(item.probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t wanted = std::min(order.size(), most + 1); // the best one comes first and is left out
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted), order.end(),
                    [&item](std::size_t a, std::size_t b) { return item.probabilities[a] > item.probabilities[b]; });
  std::vector<Alternative> alternatives;
  for (std::size_t i = 0; i < wanted && alternatives.size() < most; ++i)
    if (order[i] != item.best)
      alternatives.push_back({classes[order[i]], item.probabilities[order[i]]});
  return alternatives;
}

} // namespace

void conclude(Job& job)
{
  const auto begin = base::Steady::now();
  const auto& manifest = job.bundle->manifest;
  auto& answer = job.recognition;
  job.bundle->task->conclude(job.logits, answer.items);
  answer.confidence = answer.items.empty() ? 0 : 1;
  answer.verdict = answer.items.empty() ? model::Verdict::Empty : model::Verdict::Digit;
  for (const auto& item : answer.items) {
    answer.confidence *= item.probabilities[item.best];
    answer.verdict = std::max(answer.verdict, item.verdict);
  }
  if (answer.verdict == model::Verdict::Digit || answer.verdict == model::Verdict::Unsure)
    answer.label = job.bundle->task->text(answer.items);
  if (answer.items.size() == 1)
    answer.alternatives = nextBest(answer.items.front(), manifest.classes, job.options.topK);
  answer.model = {manifest.name, manifest.version, manifest.task, manifest.classes};
  answer.device = job.bundle->device;
  answer.requestId = job.options.requestId;
  answer.timestamp = base::unixTime();
  answer.times.forward = job.forwardSeconds;
  answer.times.postprocess = base::secondsSince(begin);
  answer.times.total = base::secondsSince(job.submitted);
}

} // namespace numeral::engine
