/// Finds the sheet of paper in a photograph that shows the table, too, and looks at it from straight above.
#pragma once

#include <array>
#include <optional>

#include "core/image/Image.h"
#include "core/vision/Glyph.h"

namespace numeral::vision {

struct FlatSheet {
  image::Image image;                   ///< grey: the sheet alone, its sides upright and level
  std::array<double, 9> toPhotograph{}; ///< homography, row by row: places on the sheet to those of the photograph

  /// The upright box around a box on the sheet, in the photograph.
  Box inPhotograph(const Box& box) const;
};

/// `gray`: grey. Nothing where there is no bright four-sided area with darker ground on at least three sides: a picture
/// of the paper alone, or of a part of it.
std::optional<FlatSheet> findSheet(const image::Image& gray);

} // namespace numeral::vision
