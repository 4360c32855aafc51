/// What an answer claims, the same in window, HTTP, command line and metrics.
#pragma once

#include <string_view>

namespace numeral::model {

/// From certain to hopeless; the verdict of several items is the weakest of theirs.
enum class Verdict {
  Digit,     ///< the best class is the answer (of models for other things too)
  Unsure,    ///< one of several
  NotADigit, ///< ink, but nothing the model knows
  Empty,     ///< no ink
};

/// "digit", "unsure", "not_a_digit", "empty"
std::string_view name(Verdict verdict) noexcept;

} // namespace numeral::model
