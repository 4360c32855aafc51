/// What the benchmarks read: one digit, drawn by code, on sheets of any size.
#pragma once

#include <vector>

#include "core/base/Files.h"
#include "core/image/Image.h"
#include "core/model/Manifest.h"
#include "core/strokes/Drawing.h"

namespace numeral::bench {

/// A 5 as a pen makes it: two strokes, 64 points.
strokes::Drawing drawing();

/// The drawing in dark grey on slightly uneven paper, in the middle of the sheet.
image::Image sheet(int width, int height);

base::Bytes png(int width, int height);
base::Bytes jpeg(int width, int height);

/// `count` normalised items of noise, of which no network is sure.
std::vector<float> batch(const model::Shape& shape, std::size_t count);

} // namespace numeral::bench
