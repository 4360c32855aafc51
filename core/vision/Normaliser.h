/// Brings a glyph into the form in which MNIST's digits are.
#pragma once

#include "core/image/Image.h"
#include "core/vision/Glyph.h"

namespace numeral::vision {

/// Scales the ink inside `box` by area averaging, aspect kept, until its larger side is 20/28 of `size`, and lays it
/// into a `size` x `size` square with its centre of mass in the middle.
/// `ink`: grey, 255 ink on 0. `box`: whole pixels inside it.
/// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
image::Image normalise(const image::Image& ink, const Box& box, int size);

} // namespace numeral::vision
