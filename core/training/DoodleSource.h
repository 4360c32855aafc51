/// What a reader of digits meets that is none: doodles, and two digits where one was looked for.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/training/Source.h"

namespace numeral::training {

/// Random marks of one to six strokes: lines, arcs, zigzags, loops, dots. `label`: that of no class.
std::shared_ptr<const Source> makeDoodleSource(std::size_t count, int label, int side);

/// Two images of one of `digits` side by side, near or touching, as segmentation proposes them for one glyph; now and
/// then three. `label`: that of no class.
std::shared_ptr<const Source> makeNeighbourSource(std::vector<std::shared_ptr<const Source>> digits, std::size_t count,
                                                  int label);

} // namespace numeral::training
