/// Training images from digits that were photographed: what paper, light and camera, and the finding of ink in their
/// pictures, leave of them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/training/Source.h"

namespace numeral::training {

/// `count` images from `shown` in turn, each laid on the paper of that name (Paper.h), photographed and found again by
/// the vision of serving. Null where there is no such paper.
std::shared_ptr<const Source> makePhotographSource(std::vector<std::shared_ptr<const Source>> shown, std::size_t count,
                                                   const std::string& paper);

} // namespace numeral::training
