/// How far what a model reads now is from what it was made for, in a form that can be drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/report/Traffic.h"

namespace numeral::report {

struct DriftScore {
  std::string feature;        ///< "class", "confidence", "ink", "stroke_width", "aspect", "contrast"
  double psi = 0;             ///< population stability index; 0.25 is a large change
  std::optional<double> ks{}; ///< Kolmogorov-Smirnov statistic, 0 to 1; none for classes, which have no order
};

struct ModelDrift {
  std::string model;
  std::uint64_t samples = 0;      ///< glyphs in the window
  std::vector<DriftScore> scores; ///< only of features with enough samples
  std::vector<Count> reference;   ///< glyphs that the reference was made from, by class; "not_a_digit" is the last
};

/// The largest change of all.
struct DriftPeak {
  std::string model;
  std::string feature;
  double psi = 0;
};

} // namespace numeral::report
