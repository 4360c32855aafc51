/// A recipe gone through with what data there is: what to train on, and what is kept back from all training.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/training/Dataset.h"
#include "core/training/Recipe.h"
#include "core/training/Source.h"

namespace numeral::training {

struct TrainingData {
  Mixture mixture;
  Dataset heldBack;
  std::vector<std::string> classes;
  bool background = false; ///< labels reach one beyond the classes
  bool pairs = false;      ///< … and beyond that one for each pair of them, see model::Manifest
  struct Part {
    std::string name;
    std::size_t originals = 0;
    std::size_t perEpoch = 0;
    std::size_t heldBack = 0;
  };
  std::vector<Part> parts;
  std::vector<std::string> missing; ///< names of what was left out because its file is not there
};

/// Sources whose files are not below `data` are left out and named; without any images or strokes at all, that is an
/// error. What is held back is the same every time. Errors: NotFound, InvalidArgument, Io.
base::Expected<TrainingData> gatherTrainingData(const Recipe& recipe, const std::filesystem::path& data);

} // namespace numeral::training
