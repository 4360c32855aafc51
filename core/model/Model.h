/// A batch of tensors in, logits out.
#pragma once

#include <cstddef>
#include <span>

#include "core/base/Error.h"
#include "core/model/Manifest.h"

namespace numeral::model {

class Model {
public:
  virtual ~Model() = default;

  virtual Shape input() const = 0;
  /// Logits an item: Manifest::outputs().
  virtual std::size_t outputs() const = 0;

  /// `batch`: count x channels x height x width floats, already normalised. `logits`: count x outputs, filled.
  /// The logits of an item differ in the last bits with the size of the batch it rides in.
  /// Threads: any number at once. Errors: Internal (the library failed; its words are in detail).
  virtual base::Expected<void> forward(std::span<const float> batch, std::size_t count,
                                       std::span<float> logits) const = 0;
};

} // namespace numeral::model
