/// A file that is being filled, under a name of its own until it is whole.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>

#include "core/base/Error.h"

namespace numeral::client {

/// Owns: `file`.part, locked against others. What has arrived stays there when this ends.
class PartFile {
public:
  explicit PartFile(std::filesystem::path file);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  std::size_t size() const { return m_size; }
  bool append(std::string_view bytes);
  void clear();
  /// Gives it its name.
  void finish();
  bool hasSum(const std::string& sha256) const;

  /// Why it could not be opened or written; after that nothing works any more.
  const std::optional<base::Error>& error() const { return m_error; }

private:
  void fail(const std::string& what);

  std::filesystem::path m_file;
  std::filesystem::path m_path;
  int m_descriptor = -1;
  std::size_t m_size = 0;
  std::optional<base::Error> m_error;
};

} // namespace numeral::client
