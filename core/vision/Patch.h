/// Ink that hangs together, as runs of pixels: what segmentation groups and cuts.
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/Image.h"
#include "core/vision/Glyph.h"

namespace numeral::vision {

/// Inked pixels side by side: [from, to) of row y.
struct Run {
  int y = 0;
  int from = 0;
  int to = 0;
};

struct Patch {
  std::vector<Run> runs;
  int left = 0, top = 0, right = 0, bottom = 0; ///< of all runs; right and bottom lie outside
  int area = 0;                                 ///< pixels
  std::uint8_t strongest = 0;

  int width() const { return right - left; }
  int height() const { return bottom - top; }
  double centreX() const { return (left + right) / 2.0; }
  double centreY() const { return (top + bottom) / 2.0; }

  void add(const Run& run);
  void add(const Patch& other);
};

/// Parts joined by a side or a corner, however faint the ink, from the top.
/// Source: union-find, Hoshen and Kopelman, "Percolation and cluster distribution", 1976.
std::vector<Patch> findPatches(const image::Image& ink);

/// The patch alone, on paper as large as itself.
image::Image cutOut(const image::Image& ink, const Patch& patch);

} // namespace numeral::vision
