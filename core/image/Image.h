/// Pixels in memory: what decoding gives and everything else takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace numeral::image {

/// 8 bits a channel, row by row from the top left, channels interleaved. 1 channel is grey, 3 are R, G, B.
struct Image {
  int width = 0;
  int height = 0;
  int channels = 1;
  std::vector<std::uint8_t> pixels; ///< width * height * channels values

  Image() = default;
  Image(int w, int h, int c, std::uint8_t fill = 0)
      : width(w), height(h), channels(c),
        pixels(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * static_cast<std::size_t>(c), fill)
  {
  }

  bool empty() const { return pixels.empty(); }
  std::uint8_t& at(int x, int y, int channel = 0) { return pixels[offset(x, y, channel)]; }
  std::uint8_t at(int x, int y, int channel = 0) const { return pixels[offset(x, y, channel)]; }
  bool operator==(const Image&) const = default;

private:
  std::size_t offset(int x, int y, int channel) const
  {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(channels) +
           static_cast<std::size_t>(channel);
  }
};

/// Luminance (BT.601, as JPEG has it); a grey image comes back as it is.
Image toGray(const Image& image);

/// Area averaging when shrinking, bilinear when growing; the aspect is not kept.
Image resize(const Image& image, int width, int height);

/// From now on images are worked on by the calling thread alone, in the whole process: for programs with workers of
/// their own, with which the library's would only compete.
void useCallingThreadOnly();

} // namespace numeral::image
