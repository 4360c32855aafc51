/// Image to glyphs: the whole preprocessing, the same for serving and for training.
#pragma once

#include "core/image/Image.h"
#include "core/vision/Glyph.h"

namespace numeral::vision {

/// Goes up with every change that alters a glyph's pixels; a model made with another one is refused.
inline constexpr int kPreprocessingVersion = 4;

struct GlyphOptions {
  int inputSize = 28;     ///< side of the square that the model takes, in pixels
  bool keepSteps = false; ///< fill Page::steps
  /// A page with more than so many, rivals counted, is given without rivals.
  std::size_t mostGlyphs = 256;
};

/// Everything on the page that may be a digit, line by line from left to right, rivals included. No ink, no glyph.
/// Threads: any.
Page findGlyphs(const image::Image& image, const GlyphOptions& options);

} // namespace numeral::vision
