/// Training images from drawings, rendered anew each time with another hand and another pen.
#pragma once

#include <memory>
#include <vector>

#include "core/strokes/Drawing.h"
#include "core/training/Source.h"

namespace numeral::training {

struct LabelledDrawing {
  strokes::Drawing drawing;
  int label = 0;
};

/// Each value is drawn evenly from minus to plus what stands here.
struct HandVariation {
  double rotation = 10;     ///< degrees
  double slant = 0.25;      ///< sideways shift per unit of height
  double stretch = 0.2;     ///< share of width against height
  double bend = 0.06;       ///< of the drawing's larger side, smoothly from place to place
  double strokeShift = 0.0; ///< of the larger side, each stroke on its own
};

/// Pen widths are spread over all that the rasteriser draws. The pictures go through the vision of serving and are
/// then altered as a camera would (blur, contrast), not turned again. `side`: of the square that the network takes.
std::shared_ptr<const Source> makeStrokeSource(std::vector<LabelledDrawing> drawings, const HandVariation& variation,
                                               int side);

} // namespace numeral::training
