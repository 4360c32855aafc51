/// Lays ink on paper and takes a picture of it, as a camera or a scanner would.
#pragma once

#include "core/image/Image.h"
#include "core/training/Paper.h"
#include "core/training/Random.h"

namespace numeral::training {

/// `ink`: grey, 255 ink on 0. `height`: of its digits, in pixels; blur, lines and margins go by it. The picture is as
/// much larger than the ink as margins and rotation need. The same `random` gives the same picture.
/// Threads: any.
image::Image photograph(const image::Image& ink, double height, const Paper& paper, Random random);

} // namespace numeral::training
