/// Digits that touch, as vision hands them to a model: two together, one cut from its neighbour, what a wrong cut
/// leaves.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/training/Source.h"

namespace numeral::training {

/// Two images of `digits` that touch, or nearly, in one; now and then three, which are none. Labels: those of
/// model::Manifest's outputs with pairs. `digits`: labels below `classes` alone.
std::shared_ptr<const Source> makePairSource(std::vector<std::shared_ptr<const Source>> digits, std::size_t count,
                                             std::size_t classes);

/// Digits cut by vision from a neighbour that they touch: with an end missing, or a piece of the other.
std::shared_ptr<const Source> makeCutDigitSource(std::vector<std::shared_ptr<const Source>> digits, std::size_t count);

/// What wrong cuts leave: parts of digits. Parts as narrow as a 1 are none of them: they would teach a model to doubt
/// ones. `label`: that of no class.
std::shared_ptr<const Source> makeCutPartSource(std::vector<std::shared_ptr<const Source>> digits, std::size_t count,
                                                int label);

} // namespace numeral::training
