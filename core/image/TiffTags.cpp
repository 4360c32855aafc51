#include "core/image/TiffTags.h"

#include <cstddef>
#include <string_view>

#include "core/image/ByteReader.h"

namespace numeral::image {
namespace {

using namespace std::string_view_literals;

enum Tag : std::uint32_t {
  kWidth = 256,
  kHeight = 257,
  kBitsPerSample = 258,
  kOrientation = 274,
  kSamplesPerPixel = 277,
  kTileWidth = 322,
  kTileHeight = 323,
};
enum Type : std::uint32_t { kShort = 3, kLong = 4 };

struct Entry {
  std::uint32_t tag;
  std::uint32_t type;
  std::uint32_t count;
  std::size_t value; ///< where it stands, or where its place stands if it is longer than four bytes
};

std::optional<std::uint32_t> single(const ByteReader& reader, const Entry& entry)
{
  return entry.type == kShort ? reader.u16(entry.value) : reader.u32(entry.value);
}

/// One for each sample; the first.
std::optional<std::uint32_t> bitsOf(const ByteReader& reader, const Entry& entry)
{
  constexpr std::uint32_t kShortsInPlace = 2;
  if (entry.count <= kShortsInPlace)
    return reader.u16(entry.value);
  const auto place = reader.u32(entry.value);
  return place ? reader.u16(*place) : std::nullopt;
}

std::uint32_t* sizeIn(TiffTags& tags, std::uint32_t tag)
{
  switch (tag) {
  case kWidth: return &tags.width;
  case kHeight: return &tags.height;
  case kSamplesPerPixel: return &tags.samplesPerPixel;
  case kTileWidth: return &tags.tileWidth;
  case kTileHeight: return &tags.tileHeight;
  default: return nullptr;
  }
}

/// libtiff takes the first of two, and other types from elsewhere: what is checked must be what is decoded.
void take(const ByteReader& reader, const Entry& entry, TiffTags& tags)
{
  if (entry.tag == kOrientation) {
    const auto value = single(reader, entry).value_or(0);
    if (value >= 1 && value <= 8)
      tags.orientation = static_cast<int>(value);
  } else if (entry.tag == kBitsPerSample) {
    tags.doubtful |= tags.bitsPerSample != 0 || entry.type != kShort;
    tags.bitsPerSample = bitsOf(reader, entry).value_or(0);
  } else if (std::uint32_t* size = sizeIn(tags, entry.tag)) {
    tags.doubtful |= *size != 0 || entry.count != 1 || (entry.type != kShort && entry.type != kLong);
    *size = single(reader, entry).value_or(0);
  }
}

} // namespace

std::optional<TiffTags> readTiffTags(base::ByteSpan bytes)
{
  if (!startsWith(bytes, "II*\0"sv) && !startsWith(bytes, "MM\0*"sv))
    return std::nullopt;
  const ByteReader reader(bytes, bytes[0] == 'M');
  const auto directory = reader.u32(4);
  const auto entries = directory ? reader.u16(*directory) : std::nullopt;
  if (!entries)
    return std::nullopt;
  TiffTags tags;
  for (std::size_t i = 0; i < *entries; ++i) {
    const std::size_t at = std::size_t{*directory} + 2 + i * 12;
    const auto tag = reader.u16(at);
    const auto type = reader.u16(at + 2);
    const auto count = reader.u32(at + 4);
    if (!tag || !type || !count || !reader.u32(at + 8))
      return std::nullopt;
    take(reader, {*tag, *type, *count, at + 8}, tags);
  }
  return tags;
}

int exifOrientation(base::ByteSpan block)
{
  if (startsWith(block, "Exif\0\0"sv))
    block = block.subspan(6);
  const auto tags = readTiffTags(block);
  return tags ? tags->orientation : 1;
}

} // namespace numeral::image
