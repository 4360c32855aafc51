/// Alters training images the way handwriting differs: turned, stretched, slanted, moved, thicker or thinner.
#pragma once

#include <cstdint>
#include <span>

#include "core/model/Manifest.h"
#include "core/training/Random.h"

namespace numeral::training {

/// Each value is drawn evenly from minus to plus what stands here; all 0 leaves images as they are.
struct Augmentation {
  double rotation = 12;   ///< degrees
  double scale = 0.12;    ///< share, width and height on their own
  double shear = 0.15;    ///< sideways shift per unit of height
  double shift = 2;       ///< pixels, in x and in y
  double thickness = 0.5; ///< share of one pixel's growth or shrinkage all around
};

/// `image`, `result`: channels x height x width; what comes in from outside is 0. The same `random` gives the same
/// result. Threads: any.
void augment(std::span<const std::uint8_t> image, const model::Shape& shape, const Augmentation& augmentation,
             Random random, std::span<std::uint8_t> result);

} // namespace numeral::training
