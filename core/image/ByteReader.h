/// Numbers in the bytes of a file's header.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/Files.h"

namespace numeral::image {

/// Bytes with a byte order; what lies past the end reads as nothing.
class ByteReader {
public:
  ByteReader(base::ByteSpan bytes, bool bigEndian) : m_bytes(bytes), m_bigEndian(bigEndian) {}

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
  base::ByteSpan m_bytes;
  bool m_bigEndian;
};

inline bool startsWith(base::ByteSpan bytes, std::string_view prefix, std::size_t offset = 0)
{
  return base::textOf(bytes).substr(std::min(offset, bytes.size())).starts_with(prefix);
}

} // namespace numeral::image
