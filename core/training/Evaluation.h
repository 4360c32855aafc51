/// How good a recognizer was on samples whose truth is known.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/engine/Recognizer.h"
#include "core/training/Samples.h"

namespace numeral::training {

/// An answer is right when its label is the truth, whatever its verdict; it is abstained from when its verdict is
/// not "digit".
struct Tally {
  std::size_t samples = 0;
  std::size_t right = 0;
  std::size_t abstained = 0;

  double accuracy() const { return samples > 0 ? static_cast<double>(right) / static_cast<double>(samples) : 0; }
};

struct Mistake {
  std::string id;
  std::string contributor;
  std::string truth;
  std::optional<std::string> answer;
  double confidence = 0;
  model::Verdict verdict = model::Verdict::Empty;
  std::string error;                ///< why there is no answer, or empty
  std::vector<image::Image> inputs; ///< what the model saw, one an item
};

struct Evaluation {
  Tally all;
  std::size_t failed = 0;               ///< of the mistakes: those without an answer
  double calibrationError = 0;          ///< expected, over 15 bins of confidence, of the samples that got a label
  std::map<std::string, Tally> byClass; ///< by truth, where it is a single class
  std::map<std::string, Tally> byContributor;
  std::vector<std::string> classes;
  std::vector<std::vector<std::size_t>> confusion; ///< [truth][answer]; the last column is every other answer
  std::vector<Mistake> mistakes;                   ///< in the order of the samples
};

/// `results`: one a sample. Source: Guo et al., "On calibration of modern neural networks", 2017.
Evaluation summarise(std::span<const Sample> samples, std::span<const engine::Result> results,
                     const std::vector<std::string>& classes);

/// The form of `numeralctl eval --json`.
nlohmann::ordered_json toJson(const Evaluation& evaluation);

/// A self-contained page that shows every mistake. Errors: Internal (an image could not be encoded).
base::Expected<std::string> toHtml(const Evaluation& evaluation, const std::string& title);

} // namespace numeral::training
