/// Joins two trained models to one that asks the second where the first is in doubt.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/model/Bundle.h"
#include "core/training/Dataset.h"

namespace numeral::training {

/// What a cascade does to the images held back.
struct CascadeFigures {
  double askedBelow = 0;
  double asked = 0; ///< share of the images that cost both networks
  double accuracy = 0;
  double logLoss = 0; ///< at the temperature that fits best
};

/// For each threshold, in their order, and for 0 (the first alone) and 1 (both always).
/// Errors: InvalidArgument (the models differ in what they take, what they know or how images are prepared), Internal.
base::Expected<std::vector<CascadeFigures>> tryCascade(const model::Bundle& first, const model::Bundle& second,
                                                       const Dataset& heldBack, const std::vector<double>& thresholds);

/// Writes model.pt, second.pt and manifest.json; calibrated anew on what was held back. The card is for who measures
/// it. Errors: as tryCascade, Io.
base::Expected<model::Manifest> writeCascade(const model::Bundle& first, const model::Bundle& second,
                                             const Dataset& heldBack, double askedBelow, const std::string& version,
                                             const std::filesystem::path& folder);

} // namespace numeral::training
