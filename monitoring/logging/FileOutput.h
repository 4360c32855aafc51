/// A file of lines that is turned over when it is full: F, F.1, F.2 and so on, the oldest goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "core/base/Error.h"
#include "monitoring/logging/Output.h"

namespace numeral::logging {

struct FileLimits {
  std::uint64_t bytes = 10u << 20; ///< a longer line alone has a file of its own
  std::size_t files = 5;           ///< with the one that is written to
};

/// The I-th older file; 0: the one that is written to.
std::filesystem::path olderFile(const std::filesystem::path& path, std::size_t index);

/// Written at once, not kept in a buffer. Holds whole lines only, whatever the disk does. Moved away or deleted, it is
/// made anew. Something else than a plain file is only written to.
class FileOutput final : public Output {
public:
  FileOutput(std::filesystem::path path, FileLimits limits);
  ~FileOutput() override;
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;

  base::Expected<void> open() override;
  base::Expected<void> write(std::string_view& lines) override;
  void reopen() override { close(); }

private:
  void close();
  bool wasMoved() const;
  base::Expected<void> turnOver();
  base::Expected<void> append(std::string_view& lines, std::size_t size);
  void cutTorn(std::size_t torn);
  base::Expected<void> completeLastLine();

  const std::filesystem::path m_path;
  const FileLimits m_limits;
  int m_file = -1;
  bool m_plain = false;
  std::uint64_t m_size = 0; ///< of a plain file, as far as we know
};

} // namespace numeral::logging
