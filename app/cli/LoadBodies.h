/// What a load test sends: somebody's images, or digits of our own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "monitoring/client/LoadPlan.h"

namespace numeral::cli {

/// Digits 0 to 9 in the ways in which people write them, as PNG. Errors: Internal.
base::Expected<std::vector<client::LoadBody>> drawnBodies();

struct FoundBodies {
  std::vector<client::LoadBody> bodies;
  std::size_t leftOut = 0; ///< files beyond what is kept in memory
};

/// The images and drawings in a folder and below; more than 256 MiB are cut to a random choice.
/// Errors: NotFound (none there), Io.
base::Expected<FoundBodies> bodiesIn(const std::string& folder, std::uint64_t seed);

} // namespace numeral::cli
