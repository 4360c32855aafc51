/// Pictures of digits that a test knows the truth of: written, lit, ruled and spoilt by code.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <string>

#include "core/base/Files.h"
#include "core/image/Image.h"
#include "core/strokes/Rasteriser.h"
#include "tests/support/TestFiles.h"

namespace numeral::support {

/// The ink of tests/data/drawings' digit alone, 255 on 0, so many pixels high.
inline image::Image inkOf(int digit, int height)
{
  const auto bytes = testBytes("drawings/digit-" + std::to_string(digit) + ".json");
  auto raster = strokes::rasterise(strokes::parseDrawing(base::textOf(bytes)).value()).image;
  int left = raster.width;
  int right = 0;
  int top = raster.height;
  int bottom = 0;
  for (int y = 0; y < raster.height; ++y)
    for (int x = 0; x < raster.width; ++x)
      if (raster.at(x, y) < 128) {
        left = std::min(left, x);
        right = std::max(right, x + 1);
        top = std::min(top, y);
        bottom = std::max(bottom, y + 1);
      }
  image::Image ink(right - left, bottom - top, 1);
  for (int y = 0; y < ink.height; ++y)
    for (int x = 0; x < ink.width; ++x)
      ink.at(x, y) = static_cast<std::uint8_t>(255 - raster.at(left + x, top + y));
  return image::resize(ink, std::max(1, ink.width * height / ink.height), height);
}

/// Writes on `page`, ink 255 on 0; what lies outside is lost.
inline void write(image::Image& page, const image::Image& ink, int left, int top)
{
  for (int y = std::max(0, -top); y < std::min(ink.height, page.height - top); ++y)
    for (int x = std::max(0, -left); x < std::min(ink.width, page.width - left); ++x)
      page.at(left + x, top + y) = std::max(page.at(left + x, top + y), ink.at(x, y));
}

/// Digits side by side, `gap` pixels apart (below 0: overlapping), with a margin all around.
inline image::Image writeLine(const std::string& digits, int height, int gap)
{
  image::Image page(static_cast<int>(digits.size() + 2) * (height + std::max(0, gap)), 3 * height, 1);
  int x = height;
  for (const char digit : digits) {
    const auto ink = inkOf(digit - '0', height);
    write(page, ink, x, height);
    x += ink.width + gap;
  }
  image::Image cropped(x - gap + height, page.height, 1);
  write(cropped, page, 0, 0);
  return cropped;
}

struct Look {
  double paper = 255;
  double ink = 0;
  double noise = 0;                                  ///< standard deviation
  std::function<double(double u, double v)> light{}; ///< 0 to 1, of the place on the page, 0 to 1 as well
  double pitch = 0;                                  ///< pixels between ruled lines; 0: plain
  bool squared = false;
  double tilt = 0;    ///< of the lines: rows down for each column
  double print = 0.6; ///< the lines' tone as a share of the paper's
  int lineWidth = 2;  ///< pixels
};

/// A page of ink as a camera sees it.
inline image::Image photograph(const image::Image& page, const Look& look)
{
  std::mt19937 random(1);
  std::normal_distribution<double> noise(0, std::max(look.noise, 1e-9));
  const auto onLine = [&look](double x, double y) {
    const double length = std::sqrt(1 + look.tilt * look.tilt);
    const auto hit = [&](double at) { return at - look.pitch * std::floor(at / look.pitch) < look.lineWidth; };
    return look.pitch > 0 && (hit((y - look.tilt * x) / length) || (look.squared && hit((x + look.tilt * y) / length)));
  };
  image::Image picture(page.width, page.height, 1);
  for (int y = 0; y < page.height; ++y)
    for (int x = 0; x < page.width; ++x) {
      const double share = page.at(x, y) / 255.0;
      const double under = onLine(x, y) ? look.paper * look.print : look.paper;
      const double lit = look.light ? look.light(double(x) / page.width, double(y) / page.height) : 1;
      const double tone = (under * (1 - share) + look.ink * share) * lit + (look.noise > 0 ? noise(random) : 0);
      picture.at(x, y) = static_cast<std::uint8_t>(std::lround(std::clamp(tone, 0.0, 255.0)));
    }
  return picture;
}

} // namespace numeral::support
