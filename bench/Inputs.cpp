#include "bench/Inputs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

#include "core/image/Codec.h"
#include "core/strokes/Rasteriser.h"

namespace numeral::bench {

strokes::Drawing drawing()
{
  strokes::Drawing five;
  auto& bar = five.strokes.emplace_back();
  for (int i = 0; i < 14; ++i)
    bar.push_back({40.0 + 4 * i, 10.0});
  auto& body = five.strokes.emplace_back();
  for (int i = 0; i < 14; ++i)
    body.push_back({40.0, 10.0 + 2.5 * i});
  for (int i = 0; i < 36; ++i) {
    const double angle = std::numbers::pi * (-0.65 + 1.4 * i / 35);
    body.push_back({60.0 + 30 * std::cos(angle), 70.0 + 30 * std::sin(angle)});
  }
  return five;
}

image::Image sheet(int width, int height)
{
  std::mt19937 random(1);
  image::Image page(width, height, 1);
  for (auto& pixel : page.pixels)
    pixel = static_cast<std::uint8_t>(225 + random() % 12);
  const int side = std::min(width, height);
  const auto digit = image::resize(strokes::rasterise(drawing()).image, side, side);
  const int left = (width - side) / 2;
  const int top = (height - side) / 2;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      page.at(left + x, top + y) =
          static_cast<std::uint8_t>(page.at(left + x, top + y) * (55 + digit.at(x, y) * 200 / 255) / 255);
  return page;
}

base::Bytes png(int width, int height) { return image::encodePng(sheet(width, height)).value(); }

base::Bytes jpeg(int width, int height) { return image::encodeJpeg(sheet(width, height), 95).value(); }

std::vector<float> batch(const model::Shape& shape, std::size_t count)
{
  std::mt19937 random(1);
  std::normal_distribution<float> noise;
  std::vector<float> values(shape.size() * count);
  std::generate(values.begin(), values.end(), [&] { return noise(random); });
  return values;
}

} // namespace numeral::bench
