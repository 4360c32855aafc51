#include "monitoring/logging/Level.h"

#include <algorithm>
#include <array>
#include <string>

namespace numeral::logging {
namespace {

constexpr std::array<std::string_view, 6> kWords{"trace", "debug", "info", "warning", "error", "off"};

} // namespace

std::string_view name(Level level) noexcept { return kWords[static_cast<std::size_t>(level)]; }

base::Expected<Level> parseLevel(std::string_view word)
{
  const auto known = std::find(kWords.begin(), kWords.end(), word);
  if (known != kWords.end())
    return static_cast<Level>(known - kWords.begin());
  return base::failure(base::ErrorCode::InvalidArgument,
                       "'" + std::string(word) + "' is no log level; use trace, debug, info, warning, error or off.");
}

} // namespace numeral::logging
