/// Training images from digits that were photographed: what paper, light and camera, and the finding of ink in their
/// pictures, leave of them.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "core/training/Paper.h"
#include "core/training/Source.h"

namespace numeral::training {

/// `count` images from `digits` in turn, each laid on `paper`, photographed and found again by the vision of serving.
std::shared_ptr<const Source> makePhotographSource(std::vector<std::shared_ptr<const Source>> digits, std::size_t count,
                                                   const Paper& paper);

} // namespace numeral::training
