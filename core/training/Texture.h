/// Random fields: grain, clouds and light.
#pragma once

#include <opencv2/core.hpp>

#include "core/training/Random.h"

namespace numeral::training {

/// From pixel to pixel on its own: mean 0, deviation 1, nearly normal.
cv::Mat1f whiteNoise(cv::Size size, Random& random);

/// 0 to 1, changing smoothly over about `cell` pixels.
cv::Mat1f clouds(cv::Size size, double cell, Random& random);

/// Light on the picture, 1 where it is brightest, as cameras expose by that: falls off to one side and in patches by
/// `shade` at most; `shadow`: an edge of shadow crosses the picture.
cv::Mat1f light(cv::Size size, double shade, bool shadow, Random& random);

/// Lines across a page: their coverage, 0 to 1. `squared`: upright ones too.
cv::Mat1f ruling(cv::Size size, double pitch, double width, bool squared, Random& random);

} // namespace numeral::training
