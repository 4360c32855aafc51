/// Proposes what may be one digit.
#pragma once

#include <vector>

#include "core/vision/Lines.h"

namespace numeral::vision {

/// Ink that may be one digit.
struct Reading {
  Patch patch;
  Span span;
  double prior = 1; ///< see Glyph
};

/// Every piece of every line, and, where it is not plain that neighbours are two digits, runs of them as rivals. By
/// span. More than `most` would cost more than they are worth: then each patch is read as it stands.
std::vector<Reading> proposeReadings(const std::vector<Line>& lines, std::size_t most);

} // namespace numeral::vision
