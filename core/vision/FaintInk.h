/// Takes what is left of print and shadows out of the ink by its strength.
#pragma once

#include "core/image/Image.h"

namespace numeral::vision {

/// Where ink runs off the image and is much fainter than the writing, whatever is so faint goes, but for the soft edges
/// of strokes. `ink`: grey, 0 paper, 255 the strongest ink.
image::Image dropFaintInk(const image::Image& ink);

} // namespace numeral::vision
