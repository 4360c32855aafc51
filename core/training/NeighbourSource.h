/// Digits that stand near one another or touch, as vision hands them to a model.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/training/Source.h"

namespace numeral::training {

/// Two images of `digits` side by side, near or touching, as vision proposes them for one glyph; now and then three.
/// `label`: that of no class.
std::shared_ptr<const Source> makeNeighbourSource(std::vector<std::shared_ptr<const Source>> digits, std::size_t count,
                                                  int label);

/// Digits cut by vision from a neighbour that they touch: with an end missing, or a piece of the other.
std::shared_ptr<const Source> makeCutDigitSource(std::vector<std::shared_ptr<const Source>> digits, std::size_t count);

/// What wrong cuts leave: parts of digits, with or without parts of their neighbours. Parts as narrow as a 1 are none
/// of them: they would teach a model to doubt ones. `label`: that of no class.
std::shared_ptr<const Source> makeCutPartSource(std::vector<std::shared_ptr<const Source>> digits, std::size_t count,
                                                int label);

} // namespace numeral::training
