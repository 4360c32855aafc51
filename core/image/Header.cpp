#include "core/image/Header.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace numeral::image {
namespace {

using base::ByteSpan;
using base::ErrorCode;
using base::Expected;
using base::failure;
using namespace std::string_view_literals;

/// Bytes with a byte order; what lies past the end reads as nothing.
class Reader {
public:
  Reader(ByteSpan bytes, bool bigEndian) : m_bytes(bytes), m_bigEndian(bigEndian) {}

  std::optional<std::uint32_t> number(std::size_t offset, std::size_t size) const
  {
    if (offset > m_bytes.size() || m_bytes.size() - offset < size)
      return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value = value << 8 | m_bytes[offset + (m_bigEndian ? i : size - 1 - i)];
    return value;
  }
  std::optional<std::uint32_t> u16(std::size_t offset) const { return number(offset, 2); }
  std::optional<std::uint32_t> u24(std::size_t offset) const { return number(offset, 3); }
  std::optional<std::uint32_t> u32(std::size_t offset) const { return number(offset, 4); }

private:
  ByteSpan m_bytes;
  bool m_bigEndian;
};

bool startsWith(ByteSpan bytes, std::string_view prefix, std::size_t offset = 0)
{
  return base::textOf(bytes).substr(std::min(offset, bytes.size())).starts_with(prefix);
}

tl::unexpected<base::Error> broken(Format format)
{
  return failure(ErrorCode::UnusableImage, "The " + std::string(name(format)) +
                                               " file is broken or cut short in its header. Save or send it again.");
}

/// One entry of a TIFF directory: tag, type (3 short, 4 long), count, value.
struct TiffTags {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int orientation = 1;
};

/// The first directory of a TIFF structure, which is also what an EXIF block is.
std::optional<TiffTags> readTiffTags(ByteSpan bytes)
{
  if (!startsWith(bytes, "II*\0"sv) && !startsWith(bytes, "MM\0*"sv))
    return std::nullopt;
  const Reader reader(bytes, bytes[0] == 'M');
  const auto directory = reader.u32(4);
  const auto entries = directory ? reader.u16(*directory) : std::nullopt;
  if (!entries)
    return std::nullopt;
  TiffTags tags;
  for (std::size_t i = 0; i < *entries; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * 12;
    const auto tag = reader.u16(entry);
    const auto type = reader.u16(entry + 2);
    if (!tag || !type)
      return std::nullopt;
    const auto value = *type == 3 ? reader.u16(entry + 8) : reader.u32(entry + 8);
    if (!value)
      return std::nullopt;
    if (*tag == 256)
      tags.width = *value;
    else if (*tag == 257)
      tags.height = *value;
    else if (*tag == 274 && *value >= 1 && *value <= 8)
      tags.orientation = static_cast<int>(*value);
  }
  return tags;
}

int exifOrientation(ByteSpan block)
{
  if (startsWith(block, "Exif\0\0"sv))
    block = block.subspan(6);
  const auto tags = readTiffTags(block);
  return tags ? tags->orientation : 1;
}

Expected<Header> readPng(ByteSpan bytes)
{
  const Reader reader(bytes, true);
  const auto width = reader.u32(16);
  const auto height = reader.u32(20);
  if (!width || !height || !startsWith(bytes, "IHDR", 12))
    return broken(Format::Png);
  Header header{Format::Png, *width, *height, 1};
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
  const Reader reader(bytes, true);
  Header header{Format::Jpeg, 0, 0, 1};
  for (std::size_t at = 2; at + 4 <= bytes.size();) {
    if (bytes[at] != 0xff)
      break;
    const std::uint8_t marker = bytes[at + 1];
    if (marker == 0xff) { // padding
      ++at;
      continue;
    }
    const std::size_t length = *reader.u16(at + 2);
    if (length < 2 || length > bytes.size() - at - 2)
      break;
    const bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (marker == 0xe1 && startsWith(bytes, "Exif\0\0"sv, at + 4))
      header.orientation = exifOrientation(bytes.subspan(at + 4, length - 2));
    if (frame && length >= 7) {
      header.height = *reader.u16(at + 5);
      header.width = *reader.u16(at + 7);
    }
    at += 2 + length;
    if (marker == 0xda) { // the pixels begin; without an end marker the file was cut short
      const bool ended = base::textOf(bytes.subspan(at)).find("\xff\xd9"sv) != std::string_view::npos;
      if (!ended)
        return failure(ErrorCode::UnusableImage, "The JPEG file is cut short: its end is missing. Send it again.");
      return header;
    }
  }
  return broken(Format::Jpeg);
}

Expected<Header> readWebP(ByteSpan bytes)
{
  const Reader reader(bytes, false);
  Header header{Format::WebP, 0, 0, 1};
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::size_t length = *reader.u32(at + 4);
    if (startsWith(bytes, "VP8X", at) && reader.u24(at + 15)) {
      header.width = *reader.u24(at + 12) + 1;
      header.height = *reader.u24(at + 15) + 1;
    } else if (startsWith(bytes, "VP8 ", at) && header.width == 0 && reader.u16(at + 16)) {
      header.width = *reader.u16(at + 14) & 0x3fff;
      header.height = *reader.u16(at + 16) & 0x3fff;
    } else if (startsWith(bytes, "VP8L", at) && header.width == 0 && reader.u32(at + 9)) {
      const std::uint32_t sizes = *reader.u32(at + 9);
      header.width = (sizes & 0x3fff) + 1;
      header.height = (sizes >> 14 & 0x3fff) + 1;
    }
    if (length > bytes.size() - at - 8)
      break; // the decoder says whether what is there suffices
    if (startsWith(bytes, "EXIF", at))
      header.orientation = exifOrientation(bytes.subspan(at + 8, length));
    at += 8 + length + (length & 1);
  }
  if (header.width == 0)
    return broken(Format::WebP);
  return header;
}

Expected<Header> readBmp(ByteSpan bytes)
{
  const Reader reader(bytes, false);
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
        at = std::min(text.find('\n', at), text.size());
      else
        ++at;
    }
    const std::size_t start = at;
    std::uint64_t value = 0;
    constexpr std::size_t kMaxDigits = 9;
    while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) && at - start < kMaxDigits)
      value = value * 10 + static_cast<std::uint64_t>(text[at++] - '0');
    return at == start ? std::nullopt : std::optional(value);
  };
  const auto width = next();
  const auto height = next();
  if (!width || !height)
    return broken(Format::Pnm);
  return Header{Format::Pnm, *width, *height, 1};
}

Expected<Header> readTiff(ByteSpan bytes)
{
  const auto tags = readTiffTags(bytes);
  if (!tags)
    return broken(Format::Tiff);
  return Header{Format::Tiff, tags->width, tags->height, 1}; // OpenCV's TIFF reader turns pages itself
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
