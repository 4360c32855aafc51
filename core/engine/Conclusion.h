/// The last part of a request: logits to an answer.
#pragma once

#include "core/engine/Job.h"

namespace numeral::engine {

/// Fills what the job's recognition says from its logits.
void conclude(Job& job);

} // namespace numeral::engine
