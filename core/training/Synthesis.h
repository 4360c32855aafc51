/// Writes pictures of composed writing into a folder, with the truth beside them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/base/Error.h"
#include "core/training/Composer.h"
#include "core/training/GlyphPool.h"
#include "core/training/Paper.h"

namespace numeral::training {

struct SynthesisOptions {
  Layout layout;
  Paper paper;
  std::size_t count = 1000;
  std::uint64_t seed = 1;
  std::function<void(std::size_t)> progress; ///< gets how many are done
};

/// Makes `folder` (an empty one may be there): pictures, as JPEG where the paper says so, else PNG, and labels.csv with
/// the columns that openSamples() reads. The same seed gives the same bytes, and the first pictures do not depend on
/// `count`. Errors: InvalidArgument (the folder holds something), Io.
base::Expected<void> synthesise(const GlyphPool& pool, const SynthesisOptions& options,
                                const std::filesystem::path& folder);

} // namespace numeral::training
