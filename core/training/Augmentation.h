/// Alters training images the way handwriting and cameras differ: turned, stretched, slanted, moved, bent, thicker or
/// thinner, blurred, fainter.
#pragma once

#include <cstdint>
#include <span>

#include "core/model/Manifest.h"
#include "core/training/Random.h"

namespace numeral::training {

/// Each value is drawn evenly from minus to plus what stands here, blur from 0 to it; all 0 leaves images as they are.
struct Augmentation {
  double rotation = 12;   ///< degrees
  double scale = 0.12;    ///< share, width and height on their own
  double shear = 0.15;    ///< sideways shift per unit of height
  double shift = 1.5;     ///< pixels, in x and in y
  double thickness = 0.5; ///< share of one pixel's growth or shrinkage all around
  double elastic = 0.8;   ///< pixels that any one place is pulled by, smoothly between places
  double blur = 0.5;      ///< pixels, deviation of a Gaussian
  double contrast = 0.25; ///< of the exponent that tones are raised to, as its logarithm
};

inline constexpr Augmentation kUnaltered{0, 0, 0, 0, 0, 0, 0, 0};

/// `image`, `result`: channels x height x width; what comes in from outside is 0. The same `random` gives the same
/// result. Source of the bending: Simard et al., "Best practices for convolutional neural networks", 2003, with a
/// coarse grid in place of a filtered field. Threads: any.
void augment(std::span<const std::uint8_t> image, const model::Shape& shape, const Augmentation& augmentation,
             Random random, std::span<std::uint8_t> result);

} // namespace numeral::training
