/// The files of a store, in the order in which they were written.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "core/base/Error.h"

namespace numeral::feedback {

/// feedback-00000001.jsonl and so on: the number is never used again.
struct Segment {
  std::size_t number = 0;
  std::filesystem::path path;
};

std::filesystem::path segmentPath(const std::filesystem::path& folder, std::size_t number);

/// Oldest first; other names are not looked at. Errors: NotFound (no such folder), Io.
base::Expected<std::vector<Segment>> segmentsIn(const std::filesystem::path& folder);

} // namespace numeral::feedback
