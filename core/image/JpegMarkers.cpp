#include "core/image/JpegMarkers.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "core/image/ByteReader.h"
#include "core/image/TiffTags.h"

namespace numeral::image {
namespace {

using base::ErrorCode;
using base::failure;
using namespace std::string_view_literals;

/// libjpeg makes ten of a photograph, jpegrescan about twenty.
constexpr int kMaxScans = 64;

enum Marker : std::uint8_t {
  kTemporary = 0x01,
  kFrameFirst = 0xc0,
  kHuffmanTables = 0xc4,
  kReserved = 0xc8,
  kArithmeticTables = 0xcc,
  kFrameLast = 0xcf,
  kRestartFirst = 0xd0,
  kRestartLast = 0xd7,
  kEnd = 0xd9,
  kScan = 0xda,
  kExif = 0xe1,
};

bool isFrame(std::uint8_t marker)
{
  return marker >= kFrameFirst && marker <= kFrameLast && marker != kHuffmanTables && marker != kReserved &&
         marker != kArithmeticTables;
}

/// Those without a length, which stand between pixels or mean nothing.
bool standsAlone(std::uint8_t marker)
{
  return marker == 0 || marker == kTemporary || (marker >= kRestartFirst && marker <= kRestartLast);
}

/// Where the next marker's code stands; npos: there is none. Like libjpeg it passes over pixels and anything else.
std::size_t nextMarker(std::string_view text, std::size_t at)
{
  while ((at = text.find('\xff', at)) != std::string_view::npos) {
    at = text.find_first_not_of('\xff', at); // padding
    if (at == std::string_view::npos || !standsAlone(static_cast<std::uint8_t>(text[at])))
      return at;
    ++at;
  }
  return at;
}

} // namespace

base::Expected<std::optional<JpegMarkers>> readJpegMarkers(base::ByteSpan bytes)
{
  const ByteReader reader(bytes, true);
  const auto text = base::textOf(bytes);
  JpegMarkers markers;
  bool frame = false;
  for (std::size_t at = nextMarker(text, 2); at != std::string_view::npos; at = nextMarker(text, at)) {
    const std::uint8_t marker = bytes[at];
    if (marker == kEnd)
      return markers.scans > 0 ? std::optional(markers) : std::nullopt;
    const std::size_t length = reader.u16(at + 1).value_or(0);
    if (length < 2 || length > bytes.size() - at - 1)
      break;
    if (marker == kExif && startsWith(bytes, "Exif\0\0"sv, at + 3))
      markers.orientation = exifOrientation(bytes.subspan(at + 3, length - 2));
    if (isFrame(marker)) {
      if (frame || length < 7)
        return std::nullopt;
      frame = true;
      markers.height = *reader.u16(at + 4);
      markers.width = *reader.u16(at + 6);
    }
    if (marker == kScan) {
      if (!frame)
        return std::nullopt;
      if (++markers.scans > kMaxScans)
        return failure(ErrorCode::UnusableImage, "The JPEG file has more than " + std::to_string(kMaxScans) +
                                                     " scans. Save it as a plain JPEG and send that.");
    }
    at += 1 + length;
  }
  if (markers.scans > 0)
    return failure(ErrorCode::UnusableImage, "The JPEG file is cut short: its end is missing. Send it again.");
  return std::nullopt;
}

} // namespace numeral::image
