/// The answer to one request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/Task.h"
#include "core/model/Verdict.h"
#include "core/vision/Glyph.h"

namespace numeral::engine {

/// Seconds spent in each stage; `forward` is that of the batches the items rode in.
struct StageTimes {
  double queue = 0;
  double decode = 0; ///< image file to pixels, or strokes to pixels
  double preprocess = 0;
  double forward = 0;
  double postprocess = 0;
  double total = 0; ///< from submit to the answer
};

struct Alternative {
  std::string label;
  double confidence = 0;
};

struct ModelInfo {
  std::string name;
  std::string version;
  std::string task;
  std::vector<std::string> classes;
};

struct Recognition {
  model::Verdict verdict = model::Verdict::Empty;
  std::optional<std::string> label;      ///< the whole answer, rows parted by '\n'; absent for Empty and NotADigit
  double confidence = 0;                 ///< of the whole: the product of the items', 0 where there is none
  std::vector<Alternative> alternatives; ///< for a single item, the next best classes
  std::vector<model::Item> items;        ///< reading order
  std::vector<vision::Step> steps;       ///< only where asked for
  ModelInfo model;
  std::string device; ///< "cpu", "cuda:0"
  StageTimes times;
  std::string requestId;
  double timestamp = 0; ///< Unix time of the answer, seconds
};

} // namespace numeral::engine
