/// The one way from strokes to pixels, so that a drawing gives the same image whatever screen it was drawn on.
#pragma once

#include "core/image/Image.h"
#include "core/strokes/Drawing.h"

namespace numeral::strokes {

/// Pen widths as shares of a digit's larger side: where none is given, about that of MNIST's digits; one that is given
/// is brought between the bounds, since a model reads a line, not the pen that drew it.
inline constexpr double kDefaultPenShare = 0.10;
inline constexpr double kThinnestPenShare = 0.06;
inline constexpr double kThickestPenShare = 0.14;

struct Raster {
  image::Image image; ///< grey, paper 255, ink 0, anti-aliased, with a margin of paper on every side
  double scale = 1;   ///< pixels for one unit of the drawing
  double left = 0;    ///< the drawing's x at the image's left edge
  double top = 0;     ///< the drawing's y at the image's top edge
};

/// Scales the drawing so that a digit, as large as the largest stroke, takes a fixed number of pixels: neither the size
/// nor the place of a drawing changes the pixels beyond rounding. An empty drawing gives a blank image.
/// Threads: any.
Raster rasterise(const Drawing& drawing);

} // namespace numeral::strokes
