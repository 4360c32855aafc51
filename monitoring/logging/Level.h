/// How much a message matters.
#pragma once

#include <string_view>

#include "core/base/Error.h"

namespace numeral::logging {

enum class Level { Trace, Debug, Info, Warning, Error, Off };

/// "trace" to "error", and "off".
std::string_view name(Level level) noexcept;

/// Errors: InvalidArgument (names the words there are).
base::Expected<Level> parseLevel(std::string_view word);

} // namespace numeral::logging
