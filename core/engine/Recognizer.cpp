#include "core/engine/Recognizer.h"

#include <future>
#include <utility>

namespace numeral::engine {

std::string_view name(Lane lane) noexcept
{
  switch (lane) {
  case Lane::Interactive: return "window";
  case Lane::Http: return "http";
  case Lane::Batch: return "batch";
  }
  return "batch";
}

Result Recognizer::recognize(Input input, Options options)
{
  // Shared, because the promise is still being left when the waiting thread goes on.
  const auto promise = std::make_shared<std::promise<Result>>();
  auto answer = promise->get_future();
  submit(std::move(input), std::move(options), [promise](Result result) { promise->set_value(std::move(result)); });
  return answer.get();
}

} // namespace numeral::engine
