/// Tells strokes from what noise looks like once it is smoothed.
#pragma once

#include "core/image/Image.h"

namespace numeral::vision {

/// Clears connected ink that noise may well have made: too little of it, too faint. A stroke may be faint, but it is
/// long. `ink`: grey, 0 paper, 255 the strongest ink, what is fainter than the noise already 0; `noise`: of the paper,
/// standard deviation in the same tones.
void dropNoiseBlobs(image::Image& ink, double noise);

} // namespace numeral::vision
