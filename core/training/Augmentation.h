/// Alters training images the way handwriting and cameras differ: turned, stretched, slanted, moved, bent, thicker or
/// thinner, blurred, fainter.
#pragma once

#include <cstdint>
#include <span>

#include "core/model/Manifest.h"
#include "core/training/Random.h"

namespace numeral::training {

/// Each value but the last is drawn evenly from minus to plus what stands here, blur from 0 to it; all 0 leaves images
/// as they are.
struct Augmentation {
  double rotation = 12;   ///< degrees
  double scale = 0.12;    ///< share, width and height on their own
  double shear = 0.15;    ///< sideways shift per unit of height
  double shift = 1.5;     ///< pixels, in x and in y
  double thickness = 0.5; ///< share of one pixel's growth or shrinkage all around
  double elastic = 0.8;   ///< pixels that any one place is pulled by, smoothly between places
  double blur = 0.5;      ///< pixels, deviation of a Gaussian
  double contrast = 0.25; ///< of the exponent that tones are raised to, as its logarithm
  double unaltered = 0.2; ///< share of images that stay as they are: sharp pictures are served, too
};

inline constexpr Augmentation kUnaltered{0, 0, 0, 0, 0, 0, 0, 0, 0};

/// What a camera or a scanner does to a glyph, and what finding its ink leaves of it, but for noise. For what is drawn
/// anew each time and needs no other hand: digits and what is none alike, or a network tells them apart by sharpness.
inline constexpr Augmentation kCamera{0, 0.03, 0, 0.7, 0.3, 0.2, 0.6, 0.35, 0.2};

/// `image`, `result`: channels x height x width; what comes in from outside is 0. The same `random` gives the same
/// result. Source of the bending: Simard et al., "Best practices for convolutional neural networks", 2003, with a
/// coarse grid in place of a filtered field. Threads: any.
void augment(std::span<const std::uint8_t> image, const model::Shape& shape, const Augmentation& augmentation,
             Random random, std::span<std::uint8_t> result);

} // namespace numeral::training
