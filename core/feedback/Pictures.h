/// What was read, kept under the name of its SHA-256: the same picture twice is one file.
#pragma once

#include <cstddef>
#include <deque>
#include <filesystem>
#include <string>
#include <unordered_set>
#include <utility>

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::feedback {

struct PictureLimits {
  std::size_t bytes = 512u << 20;
  std::size_t files = 100'000;
};

/// Threads: one at a time.
class Pictures {
public:
  /// The folder is made where it is not there; half-written files of a crash are removed. Errors: Io.
  static base::Expected<Pictures> open(const std::filesystem::path& folder, PictureLimits limits);

  /// On disk when it returns, with its name; the oldest go where it would be too much. Empty: larger than the limit.
  /// Errors: Io.
  base::Expected<std::string> keep(base::ByteSpan picture);

  std::size_t bytes() const { return m_bytes; }

private:
  struct Kept {
    std::string name;
    std::size_t bytes = 0;
  };

  Pictures(std::filesystem::path folder, PictureLimits limits) : m_folder(std::move(folder)), m_limits(limits) {}

  base::Expected<void> find();
  base::Expected<void> write(const std::string& name, base::ByteSpan picture) const;
  void makeRoom(std::size_t bytes);

  std::filesystem::path m_folder;
  PictureLimits m_limits;
  std::deque<Kept> m_kept; ///< oldest first
  std::unordered_set<std::string> m_names;
  std::size_t m_bytes = 0;
};

} // namespace numeral::feedback
