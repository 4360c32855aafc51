/// An open file that closes itself, and writing that is on disk when it returns.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "core/base/Error.h"

namespace numeral::feedback {

/// Owns: the descriptor.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int number) : m_number(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : m_number(std::exchange(other.m_number, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept
  {
    std::swap(m_number, other.m_number);
    return *this;
  }

  int get() const { return m_number; }

private:
  int m_number = -1;
};

/// "PATH cannot be WHAT: " and the reason in errno.
tl::unexpected<base::Error> ioFailure(const std::filesystem::path& path, const char* what);

/// A plain file that only its owner may read; `flags` as for open(2). No link is followed. Errors: Io.
base::Expected<Descriptor> openPlainFile(const std::filesystem::path& path, int flags);

/// Errors: Io; part of the text may then have been written.
base::Expected<void> writeWhole(const Descriptor& file, std::string_view text, const std::filesystem::path& path);

/// Until the file's content is on disk. Errors: Io.
base::Expected<void> sync(const Descriptor& file, const std::filesystem::path& path);

/// Until the names in a folder are on disk. Errors: Io.
base::Expected<void> syncFolder(const std::filesystem::path& folder);

/// Made for its owner alone where it is not there. Errors: Io.
base::Expected<void> makeFolder(const std::filesystem::path& folder);

} // namespace numeral::feedback
