/// The model card: what a model is, what it was made from, how good it is and where it fails, for people.
#pragma once

#include <string>
#include <vector>

#include "core/model/Manifest.h"
#include "core/training/Export.h"
#include "core/training/Trainer.h"

namespace numeral::training {

/// Markdown. Source: Mitchell et al., "Model cards for model reporting", 2019.
std::string modelCard(const model::Manifest& manifest, const ModelIdentity& identity, const TrainingOptions& options,
                      const std::vector<EpochResult>& history);

} // namespace numeral::training
