/// What a loaded model says of itself, with its model card.
#pragma once

#include "core/model/Bundle.h"
#include "core/report/ModelState.h"

namespace numeral::desktop {

/// Reads MODEL_CARD.md beside the manifest; a card that cannot be read is said in `cardProblem`.
report::ModelFacts modelFacts(const model::Bundle& bundle);

} // namespace numeral::desktop
