/// Drawings that are no digit.
#pragma once

#include <cstddef>
#include <memory>

#include "core/training/Source.h"

namespace numeral::training {

/// Random marks of one to six strokes: lines, arcs, zigzags, loops, dots; and signs of three to five strokes, such as
/// alphabets that do not exist would have. `label`: that of no class.
std::shared_ptr<const Source> makeDoodleSource(std::size_t count, int label, int side);

} // namespace numeral::training
