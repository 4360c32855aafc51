/// The paper that writing is on: its tone, its noise, and its light.
#pragma once

#include <optional>

#include "core/image/Image.h"

namespace numeral::vision {

struct Paper {
  double tone = 255; ///< 0 to 255
  double noise = 0;  ///< standard deviation of the tone, robust
  bool clean = true; ///< one tone all around: drawn by a program, or cleaned by one
};

/// The outermost pixels are paper, mostly: writing is seldom at the edge, and the median bears what is.
Paper measurePaper(const image::Image& gray);

struct EvenLight {
  image::Image image;
  std::optional<bool> darkInk; ///< whether the writing is darker than the paper; unknown of a clean image
};

/// The image as if its paper were lit evenly: shadows, vignetting and gradients are taken out, ink stays darker (or
/// lighter) than the paper by the same share of it. Clean images come back as they are.
/// Ink wider than a third of the image is taken for paper. Source: background by morphological closing, Serra, "Image
/// analysis and mathematical morphology", 1982.
EvenLight evenLight(const image::Image& gray);

} // namespace numeral::vision
