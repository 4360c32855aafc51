/// The keys that open what not everybody may do.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "monitoring/server/http/RequestHead.h"

namespace numeral::server {

/// One key a line, of at least 16 printable characters without spaces; empty lines and those that begin with # are left
/// out. At least one. Errors: NotFound, Io, InvalidArgument (names the line, never what stands there).
base::Expected<std::vector<std::string>> readApiKeys(const std::filesystem::path& file);

/// Threads: immutable once made.
class ApiKeys {
public:
  /// None: nobody has a key.
  ApiKeys() = default;

  /// Errors: as readApiKeys.
  static base::Expected<ApiKeys> read(const std::filesystem::path& file);

  bool empty() const noexcept { return m_digests.empty(); }

  /// By X-API-Key, or `Authorization: Bearer`. Takes the same time for every wrong key.
  bool allows(const RequestHead& head) const;

private:
  std::vector<std::string> m_digests; ///< SHA-256, so that comparing them tells nothing about the keys
};

} // namespace numeral::server
