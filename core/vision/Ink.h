/// Tells ink from paper.
#pragma once

#include <optional>

#include "core/image/Image.h"

namespace numeral::vision {

struct Ink {
  image::Image image;  ///< grey, as large as the input: 0 paper, 255 the strongest ink
  double contrast = 0; ///< of ink against paper, 0 to 1
  bool clean = true;   ///< as Paper::clean
};

/// Takes the border for paper, decides whether ink is darker or lighter where that is not known, removes the paper's
/// tone and noise and spreads what remains to 0..255. A page without ink gives an image of zeros and contrast 0.
/// Source: threshold after Otsu, "A threshold selection method from gray-level histograms", 1979.
/// Threads: any.
Ink findInk(const image::Image& gray, std::optional<bool> darkInk = std::nullopt);

} // namespace numeral::vision
