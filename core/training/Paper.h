/// What paper, pen, light and camera do to writing: the bounds between which it is drawn anew for each picture.
#pragma once

#include <optional>
#include <string_view>

#include "core/training/Range.h"

namespace numeral::training {

/// Lengths are shares of a digit's height, tones go from 0 (black) to 1 (white). The defaults do nothing.
struct Paper {
  Range tone{1, 1};
  Range contrast{1, 1};   ///< of ink against paper: 1 is black on white
  double tint = 0;        ///< most colour in paper, ink and lines
  double pencil = 0;      ///< share of pictures written in pencil: paler, grainy
  double uneven = 0;      ///< most of the ink that thins out along a stroke
  double ruled = 0;       ///< share of pictures on ruled paper
  double squared = 0;     ///< share of pictures on squared paper
  Range lines{0, 0};      ///< their contrast against paper
  double specks = 0;      ///< most of them, for a square as large as eight digits
  double grain = 0;       ///< most, deviation of the paper's tone from pixel to pixel
  double shade = 0;       ///< most of the light that is lost across the picture
  double shadow = 0;      ///< share of pictures on which a shadow's edge falls
  double rotation = 0;    ///< degrees, to either side
  double perspective = 0; ///< of the larger side, by which each corner moves at most
  double defocus = 0;     ///< most, deviation of the blur
  double motion = 0;      ///< most, length of the blur
  double noise = 0;       ///< most, deviation of the sensor's noise
  double inverted = 0;    ///< share of pictures with light ink on dark ground
  Range margin{0.1, 0.5}; ///< of paper around the ink, each side on its own
  Range jpeg{0, 0};       ///< quality, to 100; 0: never compressed
  bool colour = false;    ///< three channels: tinted paper, blue, red and green ink and lines
};

/// "clean": ink on white. "phone": what a phone makes of a page on a desk. "harsh": the worst that people still send.
std::optional<Paper> paperNamed(std::string_view name);

} // namespace numeral::training
