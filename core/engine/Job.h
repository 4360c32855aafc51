/// One request on its way through the engine.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Error.h"
#include "core/engine/Recognition.h"
#include "core/engine/Recognizer.h"
#include "core/model/Bundle.h"

namespace numeral::engine {

/// Threads: with one worker at a time, but for `rowsLeft`, `forwardSeconds`, `forwardFailed` and disjoint rows of
/// `logits`, which several forward workers touch at once.
struct Job {
  Input input;
  std::size_t bytes = 0; ///< counted against the engine's limit until the job ends
  Options options;
  Done done;
  Ticket ticket;
  std::shared_ptr<const model::Bundle> bundle; ///< pinned: a reload does not change it
  Recognition recognition;

  base::TimePoint submitted;
  base::TimePoint prepared;
  std::vector<float> tensors; ///< rows x input size
  std::vector<float> logits;  ///< rows x Manifest::outputs()
  std::size_t nextRow = 0;    ///< first row not yet taken by a forward worker; under the forward queue's lock

  std::atomic<std::size_t> rowsLeft = 0; ///< whoever takes it to 0 ends the job
  std::atomic<double> forwardSeconds = 0;
  std::atomic<bool> forwardFailed = false; ///< once set, `error` belongs to the worker that set it
  base::Error error;

  std::size_t rows() const { return recognition.items.size(); }

  /// Why it need not be done any more. Looked at whenever the job is taken from a queue.
  std::optional<base::Error> givenUp() const
  {
    if (ticket.cancelled())
      return base::Error{base::ErrorCode::Cancelled, "The request was taken back.", {}};
    if (options.deadline && base::Steady::now() >= *options.deadline)
      return base::Error{base::ErrorCode::DeadlineExceeded,
                         "The request waited longer than its deadline allows. Try again when there is less to do.",
                         {}};
    return std::nullopt;
  }
};

using JobPtr = std::shared_ptr<Job>;

} // namespace numeral::engine
