/// Fetches a file whose sum is known: from whichever mirror has it, going on where an earlier attempt ended.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/Error.h"

namespace numeral::client {

struct Download {
  std::vector<std::string> urls; ///< tried in turn
  std::filesystem::path file;    ///< gets this name when it is whole and right; until then it is `file`.part
  std::size_t bytes = 0;         ///< more is never taken
  std::string sha256;
  std::chrono::seconds patience{30};                    ///< without a byte
  std::function<void(std::size_t)> progress;            ///< gets the bytes that are there
  std::function<void(const base::Error&)> mirrorFailed; ///< why the next one is tried
};

/// Whether `file` is already there and right.
bool isComplete(const Download& download);

/// What is there of `file`.part is kept and gone on from (RFC 9110, 14: range requests), on any mirror, as the sum
/// speaks for all of them. A server without ranges starts afresh, as does a file whose sum is wrong.
/// Threads: any, for files of their own. Errors: Io (no mirror had it; no space, no permission, another download of
/// the same file).
base::Expected<void> fetch(const Download& download);

} // namespace numeral::client
