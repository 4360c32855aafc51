/// What vision finds on a page: glyphs, each as a model wants it.
#pragma once

#include <string>
#include <vector>

#include "core/image/Image.h"

namespace numeral::vision {

/// In pixels of the image that was given (or units of the drawing, once mapped back).
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  bool operator==(const Box&) const = default;
};

struct InkStatistics {
  double share = 0;    ///< inked part of the glyph's box, 0 to 1
  double contrast = 0; ///< ink against paper in the image as given, 0 to 1
  double aspect = 0;   ///< width divided by height of the glyph's box
};

struct Glyph {
  Box box;
  InkStatistics ink;
  image::Image input; ///< grey, ink 255 on 0, as large as the model's input: what the model sees
};

/// A picture of one step of the way, for "what the model sees".
struct Step {
  std::string name; ///< "gray", "ink" …
  image::Image image;
};

struct Page {
  std::vector<Glyph> glyphs; ///< in reading order; none: the page is blank
  std::vector<Step> steps;   ///< only where asked for
};

} // namespace numeral::vision
