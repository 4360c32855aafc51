/// manifest.json: everything about a model file that is not in the file.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"

namespace numeral::model {

/// What one item of a batch looks like: channels x height x width floats.
struct Shape {
  int channels = 1;
  int height = 28;
  int width = 28;

  std::size_t size() const
  {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  }
  bool operator==(const Shape&) const = default;
};

/// A figure and what it was measured on.
struct Measurement {
  double accuracy = 0; ///< 0 to 1
  std::size_t samples = 0;
};

/// How sure an answer must be for its verdict. The values here say "digit" whatever the probabilities.
struct Thresholds {
  double unsure = 0;    ///< below this probability of the best class: Verdict::Unsure
  double notADigit = 1; ///< above this probability of no class at all: Verdict::NotADigit
  bool operator==(const Thresholds&) const = default;
};

/// A stronger network beside the model's own, see CascadeModel.
struct SecondNetwork {
  std::string file; ///< relative to the manifest's folder
  std::string sha256;
  double askedBelow = 0; ///< where the first one's best probability is below this
};

/// Logits an item: of the classes, of none of them, of each pair of them.
constexpr std::size_t outputsOf(std::size_t classes, bool background, bool pairs)
{
  return classes + (background ? 1 : 0) + (pairs ? classes * classes : 0);
}

struct Manifest {
  std::string name;    ///< "digits": what requests and metrics call it
  std::string version; ///< semantic, "1.0.0"
  std::string task;    ///< "digits" or "classification": chooses the Task
  std::vector<std::string> classes;
  bool background = false; ///< the model has one output more than classes: none of them
  bool pairs = false; ///< … and then one for each pair of classes, first times classes plus second: two that touch
  Shape input;
  std::vector<float> mean;      ///< one a channel: (x / 255 - mean) / deviation
  std::vector<float> deviation; ///< one a channel
  double temperature = 1;       ///< logits are divided by it before softmax, which makes confidences true
  Thresholds thresholds;
  int preprocessing = 0;         ///< vision::kPreprocessingVersion it was trained with; 0 where vision has no part
  std::string file = "model.pt"; ///< relative to the manifest's folder
  std::string sha256;            ///< of the file, lower-case hexadecimal
  std::optional<SecondNetwork> second;         ///< makes the model a cascade
  std::string architecture;                    ///< for people
  std::size_t parameters = 0;                  ///< weights in the model
  std::vector<std::string> trainedOn;          ///< data sets, for people
  std::map<std::string, Measurement> measured; ///< by data set
  std::string license;

  std::size_t outputs() const { return outputsOf(classes.size(), background, pairs); }
  /// What tells one model from another: the SHA-256 of its file, of a cascade those of both, parted by a plus.
  std::string weights() const { return second ? sha256 + "+" + second->sha256 : sha256; }
};

/// Errors: InvalidModel (names the member and what it should be).
base::Expected<Manifest> parseManifest(std::string_view json);
std::string toJson(const Manifest& manifest);

} // namespace numeral::model
