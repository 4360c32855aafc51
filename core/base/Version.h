/// What this build is and what it was linked with.
#pragma once

#include <string>

namespace numeral::base {

/// Semantic version of the program ("0.1.0").
std::string version();

/// Short git revision at configure time, or "unknown" outside a checkout.
std::string revision();

} // namespace numeral::base
