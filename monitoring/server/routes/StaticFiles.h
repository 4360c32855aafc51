/// Files that are compiled in, as routes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

struct StaticFile {
  std::string_view name; ///< "index.html"
  std::span<const std::uint8_t> bytes;
  bool gzipped = false; ///< the bytes, not the name
};

/// Null where there is none of that name.
const StaticFile* findFile(std::span<const StaticFile> files, std::string_view name);

/// Answers with `file`, unpacked for clients that do not take gzip.
Route fileRoute(std::string path, std::string label, const StaticFile& file);

} // namespace numeral::server
