#include "app/service/StateLocation.h"

#include <cstdlib>
#include <optional>

namespace numeral::service {
namespace {

std::optional<std::filesystem::path> absoluteFrom(const char* variable)
{
  const char* value = std::getenv(variable);
  const std::filesystem::path path(value == nullptr ? "" : value);
  return path.is_absolute() ? std::optional(path) : std::nullopt;
}

} // namespace

base::Expected<std::filesystem::path> defaultStateFolder()
{
  if (const auto state = absoluteFrom("XDG_STATE_HOME"))
    return *state / "numeral";
  if (const auto home = absoluteFrom("HOME"))
    return *home / ".local/state/numeral";
  return base::failure(base::ErrorCode::NotFound,
                       "There is no home folder for it: neither HOME nor XDG_STATE_HOME is set. Say where with "
                       "--state-dir.");
}

} // namespace numeral::service
