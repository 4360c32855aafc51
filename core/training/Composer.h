/// Writes strings and sheets from single glyphs, as a hand would.
#pragma once

#include <string>

#include "core/base/Error.h"
#include "core/image/Image.h"
#include "core/training/GlyphPool.h"
#include "core/training/Random.h"

namespace numeral::training {

struct Layout {
  std::size_t minRows = 1;
  std::size_t maxRows = 1;
  std::size_t minLength = 1; ///< glyphs in a row
  std::size_t maxLength = 1;
  double touching = 0.1;  ///< share of neighbours that touch or overlap slightly
  double minHeight = 40;  ///< of a digit, in pixels
  double maxHeight = 160; ///< small ones are as likely as large ones
};

struct Writing {
  image::Image ink;  ///< grey, 255 ink on 0, cut to its ink
  std::string text;  ///< rows parted by newlines
  double height = 0; ///< of its digits, in pixels
};

/// Rows of glyphs by one hand: one pen, one slant, sizes and gaps that vary, a base line that wanders.
/// Threads: any. Errors: those of reading glyphs.
base::Expected<Writing> compose(const GlyphPool& pool, const Layout& layout, Random random);

} // namespace numeral::training
