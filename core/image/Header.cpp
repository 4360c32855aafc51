#include "core/image/Header.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <webp/decode.h>

#include "core/image/ByteReader.h"
#include "core/image/JpegMarkers.h"
#include "core/image/TiffTags.h"

namespace numeral::image {
namespace {

using base::ByteSpan;
using base::ErrorCode;
using base::Expected;
using base::failure;
using namespace std::string_view_literals;

tl::unexpected<base::Error> broken(Format format)
{
  return failure(ErrorCode::UnusableImage, "The " + std::string(name(format)) +
                                               " file is broken or cut short in its header. Save or send it again.");
}

Expected<Header> readPng(ByteSpan bytes)
{
  const ByteReader reader(bytes, true);
  const auto width = reader.u32(16);
  const auto height = reader.u32(20);
  if (!width || !height || !startsWith(bytes, "IHDR", 12))
    return broken(Format::Png);
  Header header{Format::Png, *width, *height, 1};
  header.bits = static_cast<int>(reader.number(24, 1).value_or(8));
  // Chunks: length, type, data, checksum. An eXIf chunk may stand anywhere before the end.
  for (std::size_t at = 8; at + 8 <= bytes.size();) {
    const std::size_t length = *reader.u32(at);
    if (length > bytes.size() - at - 8)
      break;
    if (startsWith(bytes, "eXIf", at + 4))
      header.orientation = exifOrientation(bytes.subspan(at + 8, length));
    at += length + 12;
  }
  return header;
}

Expected<Header> readJpeg(ByteSpan bytes)
{
  const auto markers = readJpegMarkers(bytes);
  if (!markers)
    return tl::unexpected(markers.error());
  if (!*markers)
    return broken(Format::Jpeg);
  Header header{Format::Jpeg, (*markers)->width, (*markers)->height, (*markers)->orientation};
  header.scans = (*markers)->scans;
  return header;
}

Expected<Header> readWebP(ByteSpan bytes)
{
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
    return broken(Format::WebP);
  Header header{Format::WebP, static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height),
                1};
  const ByteReader reader(bytes, false);
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::size_t length = *reader.u32(at + 4);
    if (length > bytes.size() - at - 8)
      break; // the decoder says whether what is there suffices
    if (startsWith(bytes, "EXIF", at))
      header.orientation = exifOrientation(bytes.subspan(at + 8, length));
    at += 8 + length + (length & 1);
  }
  return header;
}

Expected<Header> readBmp(ByteSpan bytes)
{
  const ByteReader reader(bytes, false);
  const auto infoSize = reader.u32(14);
  if (!infoSize || !reader.u32(22))
    return broken(Format::Bmp);
  constexpr std::uint32_t kCoreHeader = 12; // OS/2: 16-bit sizes
  if (*infoSize == kCoreHeader)
    return Header{Format::Bmp, *reader.u16(18), *reader.u16(20), 1};
  const auto height = static_cast<std::int32_t>(*reader.u32(22)); // negative: rows from the top
  const auto rows = static_cast<std::uint64_t>(height < 0 ? -static_cast<std::int64_t>(height) : height);
  return Header{Format::Bmp, *reader.u32(18), rows, 1};
}

/// "P5 # comment\n width height …"
Expected<Header> readPnm(ByteSpan bytes)
{
  const auto text = base::textOf(bytes);
  std::size_t at = 2;
  const auto next = [&]() -> std::optional<std::uint64_t> {
    while (at < text.size() && (std::isspace(static_cast<unsigned char>(text[at])) || text[at] == '#')) {
      if (text[at] == '#')
        at = std::min(text.find_first_of("\r\n", at), text.size());
      else
        ++at;
    }
    const std::size_t start = at;
    std::uint64_t value = 0;
    constexpr std::size_t kMaxDigits = 9;
    while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) && at - start < kMaxDigits)
      value = value * 10 + static_cast<std::uint64_t>(text[at++] - '0');
    const bool more = at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]));
    const bool none = at == start;
    ++at; // whatever ends a number; OpenCV takes not even a comment's mark for more
    return none || more ? std::nullopt : std::optional(value);
  };
  const auto width = next();
  const auto height = next();
  if (!width || !height)
    return broken(Format::Pnm);
  Header header{Format::Pnm, *width, *height, 1};
  const bool bitmap = text[1] == '1' || text[1] == '4'; // has no largest value
  header.bits = !bitmap && next().value_or(0) > 255 ? 16 : 8;
  return header;
}

Expected<Header> readTiff(ByteSpan bytes)
{
  const auto tags = readTiffTags(bytes);
  if (!tags || tags->doubtful)
    return broken(Format::Tiff);
  // The decoder takes memory by these before it looks at what is there.
  constexpr std::uint64_t kMaxTile = 4096UL * 4096;
  constexpr std::uint32_t kMaxSamples = 5; // four inks and transparency
  constexpr std::uint32_t kMaxBits = 16;
  if (std::uint64_t{tags->tileWidth} * tags->tileHeight > kMaxTile || tags->samplesPerPixel > kMaxSamples ||
      tags->bitsPerSample > kMaxBits)
    return failure(ErrorCode::UnusableImage,
                   "The TIFF file has tiles of more than 4096 x 4096 pixels, or pixels of more than five samples or of "
                   "more than 16 bits a sample. Save it as PNG.");
  Header header{Format::Tiff, tags->width, tags->height, 1}; // OpenCV's TIFF reader turns pages itself
  header.bits = static_cast<int>(tags->bitsPerSample);
  return header;
}

/// A guess at what it is instead, for the message.
std::string_view guess(ByteSpan bytes)
{
  using Guess = std::pair<std::string_view, std::string_view>;
  static constexpr std::array kGuesses{
      Guess{"GIF8"sv, "a GIF image"},
      Guess{"%PDF"sv, "a PDF document"},
      Guess{"PK\x03\x04"sv, "a ZIP file"},
      Guess{"\x1f\x8b"sv, "a gzip file"},
      Guess{"<svg"sv, "an SVG drawing"},
      Guess{"<?xml"sv, "an XML file"},
      Guess{"{"sv, "JSON"},
      Guess{"\0\0\x01\0"sv, "an icon (ICO)"},
      Guess{"8BPS"sv, "a Photoshop file"},
  };
  for (const auto& [magic, what] : kGuesses)
    if (startsWith(bytes, magic))
      return what;
  if (startsWith(bytes, "ftypheic", 4) || startsWith(bytes, "ftypmif1", 4) || startsWith(bytes, "ftypheix", 4))
    return "a HEIC photo";
  if (startsWith(bytes, "ftypavif", 4))
    return "an AVIF image";
  return {};
}

} // namespace

std::string_view name(Format format) noexcept
{
  switch (format) {
  case Format::Png: return "PNG";
  case Format::Jpeg: return "JPEG";
  case Format::WebP: return "WebP";
  case Format::Bmp: return "BMP";
  case Format::Pnm: return "PGM/PPM";
  case Format::Tiff: return "TIFF";
  }
  return "image";
}

std::string_view mimeType(Format format) noexcept
{
  switch (format) {
  case Format::Png: return "image/png";
  case Format::Jpeg: return "image/jpeg";
  case Format::WebP: return "image/webp";
  case Format::Bmp: return "image/bmp";
  case Format::Pnm: return "image/x-portable-anymap";
  case Format::Tiff: return "image/tiff";
  }
  return "application/octet-stream";
}

std::string_view acceptedFormats() noexcept { return "PNG, JPEG, WebP, BMP, PGM/PPM or TIFF"; }

Expected<Header> readHeader(ByteSpan bytes)
{
  const auto read = [&]() -> Expected<Header> {
    if (startsWith(bytes, "\x89PNG\r\n\x1a\n"sv))
      return readPng(bytes);
    if (startsWith(bytes, "\xff\xd8\xff"sv))
      return readJpeg(bytes);
    if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8))
      return readWebP(bytes);
    if (startsWith(bytes, "BM"))
      return readBmp(bytes);
    if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' && std::isspace(bytes[2]))
      return readPnm(bytes);
    if (startsWith(bytes, "II*\0"sv) || startsWith(bytes, "MM\0*"sv))
      return readTiff(bytes);
    const auto other = bytes.empty() ? "empty"sv : guess(bytes);
    return failure(ErrorCode::UnsupportedFormat,
                   "The file is " + std::string(other.empty() ? "no image that can be read"sv : other) + ". Send " +
                       std::string(acceptedFormats()) + ".");
  };
  auto header = read();
  if (header && (header->width == 0 || header->height == 0))
    return failure(ErrorCode::UnusableImage, "The " + std::string(name(header->format)) + " image has no pixels.");
  return header;
}

} // namespace numeral::image
