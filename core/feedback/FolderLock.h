/// Says that one program alone writes into a folder.
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "core/base/Error.h"
#include "core/feedback/Descriptor.h"

namespace numeral::feedback {

/// Held until it goes, or the process does, however it ends.
class FolderLock {
public:
  /// Nothing where another holds it, in this process or another one. Errors: Io.
  static base::Expected<std::optional<FolderLock>> take(const std::filesystem::path& folder);

private:
  explicit FolderLock(Descriptor file) : m_file(std::move(file)) {}

  Descriptor m_file;
};

} // namespace numeral::feedback
