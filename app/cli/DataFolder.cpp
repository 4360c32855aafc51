#include "app/cli/DataFolder.h"

#include <cstdlib>

namespace numeral::cli {

std::filesystem::path defaultDataFolder()
{
  const auto variable = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
  };
  if (auto data = variable("DATA"); !data.empty())
    return data;
  return variable("HOME") / ".cache" / "numeral";
}

} // namespace numeral::cli
