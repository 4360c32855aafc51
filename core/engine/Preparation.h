/// The first half of a request: input to tensors.
#pragma once

#include "core/base/Error.h"
#include "core/engine/Job.h"
#include "core/image/Codec.h"

namespace numeral::engine {

/// Decodes or rasterises the job's input and has the task cut it into items; fills items, tensors, steps and times.
/// The input is dropped on the way. Errors: those of decoding and of the task.
base::Expected<void> prepare(Job& job, const image::Limits& limits);

} // namespace numeral::engine
