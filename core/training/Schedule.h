/// The learning rate over a whole run.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace numeral::training {

/// Up from a tenth of `peak` over the first quarter of the run, then down to nearly nothing, along cosines.
/// Source: Smith, Topin, "Super-convergence", 2018 (one cycle).
inline double learningRate(std::size_t step, std::size_t steps, double peak)
{
  constexpr double kWarmUp = 0.25;
  constexpr double kFirst = 0.1;
  constexpr double kLast = 1e-4;
  const double place = static_cast<double>(step) / static_cast<double>(std::max<std::size_t>(1, steps));
  const auto cosine = [peak](double from, double to, double share) {
    return peak * (to + (from - to) * (1 + std::cos(std::numbers::pi * share)) / 2);
  };
  return place < kWarmUp ? cosine(kFirst, 1, place / kWarmUp) : cosine(1, kLast, (place - kWarmUp) / (1 - kWarmUp));
}

} // namespace numeral::training
