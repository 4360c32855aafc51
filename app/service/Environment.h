/// The environment, and behind it an .env file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/service/EnvFile.h"
#include "core/base/Error.h"

namespace numeral::service {

class Environment {
public:
  /// `file`: empty for .env in the working directory, which need not be there. Errors: as readEnvFile.
  static base::Expected<Environment> read(const std::filesystem::path& file);

  /// The real environment goes first, also with an empty value. Empty where neither has it.
  std::string get(const std::string& name) const;

  /// Those of the file that the real environment does not have.
  const std::vector<EnvEntry>& entries() const { return m_entries; }
  /// The file's name for messages.
  const std::string& source() const { return m_source; }

private:
  std::vector<EnvEntry> m_entries;
  std::string m_source;
};

} // namespace numeral::service
