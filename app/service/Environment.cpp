#include "app/service/Environment.h"

#include <cstdlib>
#include <system_error>

namespace numeral::service {

base::Expected<Environment> Environment::read(const std::filesystem::path& file)
{
  Environment environment;
  const std::filesystem::path path = file.empty() ? ".env" : file;
  std::error_code error;
  // A folder of that name is somebody's Python.
  if (file.empty() && !std::filesystem::is_regular_file(path, error))
    return environment;
  auto entries = readEnvFile(path);
  if (!entries)
    return tl::unexpected(entries.error());
  environment.m_source = path.string();
  environment.m_entries = std::move(*entries);
  std::erase_if(environment.m_entries,
                [](const EnvEntry& entry) { return std::getenv(entry.name.c_str()) != nullptr; });
  return environment;
}

std::string Environment::get(const std::string& name) const
{
  if (const char* value = std::getenv(name.c_str()))
    return value;
  for (const EnvEntry& entry : m_entries)
    if (entry.name == name)
      return entry.value;
  return {};
}

} // namespace numeral::service
