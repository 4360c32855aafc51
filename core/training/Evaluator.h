/// Runs samples through a recognizer and measures its answers.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/engine/Recognizer.h"
#include "core/training/Evaluation.h"
#include "core/training/Samples.h"

namespace numeral::training {

struct EvaluatorOptions {
  std::string model;         ///< a loaded model's name; empty: the default one
  bool keepSteps = false;    ///< of mistakes, for the page
  std::size_t inFlight = 64; ///< requests under way at most; below the recognizer's own limit
  std::function<void(std::size_t done, std::size_t total)> progress; ///< on the caller's thread
};

/// Blocks until every sample has its answer. `classes`: the model's. Threads: not from a recognizer's own.
Evaluation evaluate(engine::Recognizer& recognizer, std::span<const Sample> samples,
                    const std::vector<std::string>& classes, const EvaluatorOptions& options = {});

} // namespace numeral::training
