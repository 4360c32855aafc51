/// Takes the printed lines of ruled and squared paper, margins and the edges of shadows out of the ink.
#pragma once

#include "core/image/Image.h"

namespace numeral::vision {

/// The ink without the lines, strokes that crossed them whole. Lines are straight, thin, up to 16 degrees off the
/// upright or level, and run from edge to edge of the image; they are taken out only if they differ from the writing:
/// thinner, fainter, or at even distances. An image of nothing else keeps them. `ink`: grey, 255 ink on 0. Source:
/// Hough transform, Duda and Hart, "Use of the Hough transformation to detect lines and curves", 1972.
image::Image removeRuling(const image::Image& ink);

} // namespace numeral::vision
