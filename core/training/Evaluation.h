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
/// not "digit". To a sample that is no digit, every answer but "digit" is right.
struct Tally {
  std::size_t samples = 0;
  std::size_t right = 0;
  std::size_t abstained = 0;

  double accuracy() const { return samples > 0 ? static_cast<double>(right) / static_cast<double>(samples) : 0; }
};

/// From where to where the accuracy lies with a probability of 95 %.
/// Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
struct Interval {
  double low = 0;
  double high = 0;
};
Interval interval(const Tally& tally);

struct Mistake {
  std::string id;
  std::string contributor;
  std::string truth;
  std::optional<std::string> answer;
  double confidence = 0;
  model::Verdict verdict = model::Verdict::Empty;
  std::string error; ///< why there is no answer, or empty
  bool noDigit = false;
  std::vector<image::Image> inputs; ///< what the model saw, one an item
  std::vector<vision::Step> steps;  ///< the way there, where it was kept
};

struct Evaluation {
  Tally all;                            ///< of the samples that are digits
  Tally noDigit;                        ///< of those that are not
  std::size_t failed = 0;               ///< of the mistakes: those without an answer
  double calibrationError = 0;          ///< expected, over 15 bins of confidence, of the samples that got a label
  double logLoss = 0;                   ///< mean over the answers to single digits, natural logarithm
  double errorMostConfident = 0;        ///< wrong among the 99 % of answers that are most confident
  engine::StageTimes times;             ///< means
  std::map<std::string, Tally> byClass; ///< by truth, where it is a single class or no digit
  std::map<std::string, Tally> byContributor;
  std::vector<std::string> classes;
  std::vector<std::vector<std::size_t>> confusion; ///< [truth][answer]; the last column is every other answer
  std::vector<Mistake> mistakes;                   ///< in the order of the samples
};

bool isRight(const Sample& sample, const engine::Recognition& recognition);

/// `results`: one a sample. Source: Guo et al., "On calibration of modern neural networks", 2017.
Evaluation summarise(std::span<const Sample> samples, std::span<const engine::Result> results,
                     const std::vector<std::string>& classes);

/// The form of `numeralctl eval --json`.
nlohmann::ordered_json toJson(const Evaluation& evaluation);

/// A self-contained page that shows every mistake. Errors: Internal (an image could not be encoded).
base::Expected<std::string> toHtml(const Evaluation& evaluation, const std::string& title);

} // namespace numeral::training
