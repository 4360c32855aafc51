/// Where the programs keep what they learn while running.
#pragma once

#include <filesystem>

#include "core/base/Error.h"

namespace numeral::service {

/// $XDG_STATE_HOME/numeral, or ~/.local/state/numeral. Source: XDG Base Directory Specification 0.8, which has relative
/// paths ignored. Errors: NotFound (there is no home).
base::Expected<std::filesystem::path> defaultStateFolder();

} // namespace numeral::service
