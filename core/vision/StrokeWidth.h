/// Brings the pen's width to what models know: a pencil's line is strengthened, a felt tip's made slimmer.
#pragma once

#include "core/image/Image.h"
#include "core/vision/Glyph.h"

namespace numeral::vision {

/// Widths that are left alone, as shares of the glyph's larger side; MNIST's lie between them.
inline constexpr double kThinnestStroke = 0.05;
inline constexpr double kThickestStroke = 0.17;

/// Mean width of the strokes inside `box`, in pixels: twice their area by their outline's length. 0 without ink.
/// `ink`: grey, 255 ink on 0.
double strokeWidth(const image::Image& ink, const Box& box);

struct Stroked {
  image::Image ink;
  Box box;                ///< around the ink, whole pixels
  double widthBefore = 0; ///< of the strokes as they were given, in pixels
};

/// Cuts out `box` (whole pixels inside `ink`) and grows or shrinks its strokes to the nearer of the two bounds, where
/// they lie outside them. The result holds the glyph alone.
Stroked bringToKnownWidth(const image::Image& ink, const Box& box);

} // namespace numeral::vision
