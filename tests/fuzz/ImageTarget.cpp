#include <algorithm>
#include <cmath>

#include "core/image/Codec.h"
#include "core/image/Header.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

constexpr image::Limits kSmall{.maxBytes = 1 << 16, .maxPixels = 1 << 14};

void run(base::ByteSpan input)
{
  const auto header = image::readHeader(input);
  if (header)
    require(header->width > 0 && header->height > 0 && header->orientation >= 1 && header->orientation <= 8);
  const auto decoded = image::decodeReduced(input, kSmall, 16);
  if (!decoded)
    return;
  const auto& pixels = decoded->image;
  require(header && pixels.width > 0 && pixels.height > 0 && (pixels.channels == 1 || pixels.channels == 3));
  require(pixels.pixels.size() <= 3 * kSmall.maxPixels);
  require(pixels.pixels.size() == static_cast<std::size_t>(pixels.width) * static_cast<std::size_t>(pixels.height) *
                                      static_cast<std::size_t>(pixels.channels));
  // Limits hold for the header's size, so it must be the decoder's. Turned images have their sides the other way round.
  const auto side = [scale = decoded->scale](std::uint64_t length) {
    return static_cast<int>(std::ceil(static_cast<double>(length) * scale));
  };
  require(std::minmax({pixels.width, pixels.height}) == std::minmax({side(header->width), side(header->height)}));
}

std::string textOf(const base::Bytes& bytes) { return std::string(base::textOf(bytes)); }

std::vector<std::string> seeds()
{
  using namespace std::string_literals;
  image::Image grey(7, 5, 1, 200);
  grey.at(3, 2) = 10;
  image::Image colours(6, 9, 3, 90);
  colours.at(1, 1, 2) = 255;
  const auto jpeg = textOf(image::encodeJpeg(colours, 90).value());
  const auto exif = "\xff\xe1\0\x22"s
                    "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"s;
  // A grey TIFF of 2x2 in one strip: width, height, bits, no compression, black is 0, strip, rows, bytes.
  const auto entry = [](int tag, int type, int value) {
    return std::string{static_cast<char>(tag),
                       static_cast<char>(tag >> 8),
                       static_cast<char>(type),
                       0,
                       1,
                       0,
                       0,
                       0,
                       static_cast<char>(value),
                       0,
                       0,
                       0};
  };
  const auto tiff = "II*\0\x08\0\0\0\x08\0"s + entry(256, 3, 2) + entry(257, 3, 2) + entry(258, 3, 8) +
                    entry(259, 3, 1) + entry(262, 3, 1) + entry(273, 4, 110) + entry(278, 3, 2) + entry(279, 4, 4) +
                    "\0\0\0\0\x01\x80\xff\x10"s;
  const auto bmp = "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0\0\0\0\0\x10\0\0\0"s +
                   std::string(16, '\0') + std::string(16, '\x7f');
  // A lossless WebP of one pixel.
  const auto webp = "RIFF\x1c\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0\0\0"s;
  return {textOf(image::encodePng(grey).value()),
          textOf(image::encodePng(colours).value()),
          jpeg,
          std::string(jpeg).insert(2, exif),
          "P5 3 2 255\nabcdef",
          "P2\n# comment\n2 2\n255\n0 1\n2 3\n",
          "P6 1 2 255\nabcdef",
          "P4 8 1\nx",
          tiff,
          bmp,
          webp,
          "GIF89a",
          "%PDF"};
}

} // namespace

Target imageTarget()
{
  using namespace std::string_literals;
  return {"image",
          run,
          seeds,
          {"\x89PNG\r\n\x1a\n",
           "IHDR",
           "IDAT",
           "PLTE",
           "tRNS",
           "eXIf",
           "IEND",
           "\xff\xd8\xff",
           "\xff\xc0",
           "\xff\xc2",
           "\xff\xda",
           "\xff\xd9",
           "Exif\0\0"s,
           "RIFF",
           "WEBP",
           "VP8 ",
           "VP8L",
           "VP8X",
           "EXIF",
           "II*\0"s,
           "MM\0*"s,
           "BM",
           "P1",
           "P3",
           "P5",
           "P6"}};
}

} // namespace numeral::fuzz
