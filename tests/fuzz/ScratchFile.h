/// A file for readers that take a path, with other content every time.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/Files.h"

namespace numeral::fuzz {

/// Owns: a folder of its own, removed at the end.
class ScratchFile {
public:
  explicit ScratchFile(const std::string& name)
  {
    auto pattern = (std::filesystem::temp_directory_path() / "numeral-fuzz-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      std::abort();
    m_folder = pattern;
    m_path = m_folder / name;
  }
  ~ScratchFile()
  {
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::filesystem::path& write(base::ByteSpan content)
  {
    std::ofstream file(m_path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    return m_path;
  }

private:
  std::filesystem::path m_folder;
  std::filesystem::path m_path;
};

} // namespace numeral::fuzz
