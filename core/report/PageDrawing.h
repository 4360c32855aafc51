/// What somebody draws on the server's page, for those who watch.
#pragma once

#include "core/strokes/Drawing.h"

namespace numeral::report {

struct PageDrawing {
  strokes::Drawing drawing;
  double side = 1; ///< of the square sheet, in the units of the points; a wide one lies in the middle of it
};

} // namespace numeral::report
