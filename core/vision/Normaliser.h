/// Brings a glyph into the form in which MNIST's digits are.
#pragma once

#include "core/image/Image.h"
#include "core/vision/Glyph.h"

namespace numeral::vision {

/// Ink as large as this becomes 20 of 28 pixels: the larger side, or the height of ink so wide that it may be two
/// digits that touch. Of what is wider than any two digits the height is taken for more than it is.
double digitSide(double width, double height);

/// Scales the ink inside `box` by area averaging until its digitSide() is 20/28 of `size`, and lays it into a `size` x
/// `size` square with its centre of mass in the middle. The aspect is kept, but for ink that would become wider than
/// 26/28 of `size`: that is made so wide.
/// `ink`: grey, 255 ink on 0. `box`: whole pixels inside it.
/// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
image::Image normalise(const image::Image& ink, const Box& box, int size);

} // namespace numeral::vision
