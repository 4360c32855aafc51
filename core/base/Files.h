/// Whole files in and out, with the reason in words when it fails.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/Error.h"

namespace numeral::base {

using Bytes = std::vector<std::uint8_t>;
using ByteSpan = std::span<const std::uint8_t>;

inline ByteSpan bytesOf(std::string_view text)
{
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view textOf(ByteSpan bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Errors: NotFound, Io (a folder, no permission), TooManyBytes (more than maxBytes; nothing is read then).
Expected<Bytes> readFile(const std::filesystem::path& path, std::size_t maxBytes);

/// Writes beside the file first and renames, so that a crash leaves the old content. Errors: Io.
Expected<void> writeFile(const std::filesystem::path& path, std::string_view content);

/// Unpacks gzip; bytes that are not gzip come back unchanged. Errors: Io (broken), TooManyBytes.
Expected<Bytes> gunzip(Bytes bytes, std::size_t maxBytes);

} // namespace numeral::base
