/// What vision finds on a page: glyphs, each as a model wants it.
#pragma once

#include <cstddef>
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
  double contrast = 0; ///< ink against paper, 0 to 1; in dim pictures the share of the light that ink takes
  double aspect = 0;   ///< width divided by height of the glyph's box
  double stroke = 0;   ///< width of the pen as a share of the larger side of the glyph's box
};

/// The part of a line of writing that a glyph takes: its pieces [from, to), counted from 0 on the left.
struct Span {
  std::size_t line = 0; ///< counted from 0 at the top
  std::size_t from = 0;
  std::size_t to = 1;
  bool operator==(const Span&) const = default;
};

/// One way to take some ink as a glyph. Where it is not plain which ink belongs together (digits that touch, a digit of
/// several parts), glyphs overlap: each line is read along glyphs whose spans follow one another, and the model's
/// answers decide between them.
struct Glyph {
  Box box;
  InkStatistics ink;
  image::Image input; ///< grey, ink 255 on 0, as large as the model's input: what the model sees
  Span span;
  double prior = 1; ///< how plausible it is to part the ink like this, before anyone looked at what it shows: 0 to 1
};

/// A picture of one step of the way, for "what the model sees".
struct Step {
  std::string name; ///< "gray", "ink" …
  image::Image image;
};

struct Page {
  std::vector<Glyph> glyphs; ///< by span: line, from, to; none: the page is blank
  std::vector<Step> steps;   ///< only where asked for
};

} // namespace numeral::vision
