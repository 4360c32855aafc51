/// Makes a model's reference: pictures through the whole recognizer, and what became of them counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "core/base/Error.h"
#include "core/engine/Recognizer.h"
#include "core/model/Bundle.h"
#include "core/training/ReferencePictures.h"

namespace numeral::training {

struct ReferenceOptions {
  std::size_t pictures = 12'000;
  std::uint64_t seed = 1;
  std::function<void(std::size_t done)> progress; ///< on the caller's thread
};

/// Answers to `count` inputs, several under way at once. `take` gets them one at a time, in no order.
/// Errors: the first that making or recognising an input had.
base::Expected<void> recognizeAll(engine::Recognizer& recognizer, std::size_t count,
                                  const std::function<base::Expected<engine::Input>(std::size_t)>& input,
                                  const std::function<void(std::size_t, const engine::Recognition&)>& take);

/// Of each picture one glyph counts (model::sampleOf). Blocks. Errors: those of `pictures`, of recognising,
/// InvalidArgument (nothing found in them).
base::Expected<model::Reference> makeReference(const std::shared_ptr<const model::Bundle>& bundle,
                                               const ReferencePictures& pictures, const ReferenceOptions& options);

} // namespace numeral::training
