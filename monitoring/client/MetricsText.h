/// Reads the text in which programs tell Prometheus their metrics.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/Error.h"

namespace numeral::client {

/// More samples or labels than these are refused: who answers may be anybody.
inline constexpr std::size_t kMaxSamples = 100'000;
inline constexpr std::size_t kMaxLabels = 64;

struct Sample {
  std::string_view name;
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0; ///< may be infinite or no number

  /// Empty where there is no such label.
  std::string_view label(std::string_view labelName) const;
};

/// Calls `onSample` for each, in the text's order; a sample lives until it returns.
/// Errors: InvalidArgument (names the line), TooManyBytes (more than the limits). What was taken before stays taken.
/// Source: Prometheus, "Exposition formats", text-based format 0.0.4.
base::Expected<void> readMetrics(std::string_view text, const std::function<void(const Sample&)>& onSample);

} // namespace numeral::client
