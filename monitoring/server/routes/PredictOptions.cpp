#include "monitoring/server/routes/PredictOptions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "monitoring/server/http/Query.h"

namespace numeral::server {
namespace {

using base::ErrorCode;
using base::failure;

constexpr std::size_t kMaxTopK = 1000;

base::Expected<void> include(std::string_view words, engine::Options& options)
{
  while (!words.empty()) {
    const auto word = words.substr(0, words.find(','));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    if (word == "input")
      options.keepInput = true;
    else if (word == "steps")
      options.keepSteps = true;
    else
      return failure(ErrorCode::InvalidArgument, "'include' knows the words input and steps, parted by a comma.");
  }
  return {};
}

} // namespace

base::Expected<engine::Options> optionsOf(const Request& request, engine::Lane lane)
{
  const auto query = parseQuery(request.head.query);
  if (!query)
    return tl::unexpected(query.error());
  engine::Options options;
  options.lane = lane;
  options.requestId = request.id;
  options.deadline = request.deadline;
  if (const auto found = query->find("model"); found != query->end())
    options.model = found->second;
  if (const auto found = query->find("top_k"); found != query->end()) {
    const auto& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), options.topK);
    if (error != std::errc() || end != text.data() + text.size() || options.topK > kMaxTopK)
      return failure(ErrorCode::InvalidArgument, "'top_k' is a number from 0 to " + std::to_string(kMaxTopK) + ".");
  }
  if (const auto found = query->find("include"); found != query->end())
    if (auto included = include(found->second, options); !included)
      return tl::unexpected(included.error());
  return options;
}

std::string serverTiming(const engine::StageTimes& times)
{
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(),
                "queue;dur=%.3f, decode;dur=%.3f, preprocess;dur=%.3f, forward;dur=%.3f, postprocess;dur=%.3f, "
                "total;dur=%.3f",
                times.queue * 1e3, times.decode * 1e3, times.preprocess * 1e3, times.forward * 1e3,
                times.postprocess * 1e3, times.total * 1e3);
  return text.data();
}

} // namespace numeral::server
