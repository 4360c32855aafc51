/// The last steps of vision alone, for pictures of which it is known that all their ink is one glyph.
#pragma once

#include "core/image/Image.h"

namespace numeral::training {

/// `raster`: ink 0 on paper 255, clean. Returns what the model would see of it, side x side.
image::Image glyphOfRaster(const image::Image& raster, int side);

} // namespace numeral::training
