/// A file of lines that only grows, and by whole lines only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "core/base/Error.h"
#include "core/feedback/Descriptor.h"

namespace numeral::feedback {

/// Threads: one at a time.
class AppendFile {
public:
  /// Made where it is not there. What a crash left behind the last end of a line is completed if it is a whole record,
  /// and cut off otherwise: nobody was told that it was kept. Errors: Io.
  static base::Expected<AppendFile> open(const std::filesystem::path& path);

  std::size_t size() const { return m_size; }
  /// Cut off when it was opened.
  std::size_t tornBytes() const { return m_tornBytes; }

  /// On disk when it returns; after an error the file is as before. Errors: Io.
  base::Expected<void> append(std::string_view line);

private:
  AppendFile(std::filesystem::path path, Descriptor file) : m_path(std::move(path)), m_file(std::move(file)) {}

  base::Expected<void> repair();
  base::Expected<void> cutTo(std::size_t size);

  std::filesystem::path m_path;
  Descriptor m_file;
  std::size_t m_size = 0;      ///< of whole lines
  std::size_t m_tornBytes = 0; ///< for people
  bool m_clean = true;         ///< false: behind m_size may stand part of a line
};

} // namespace numeral::feedback
