/// Writes a trained network as a model that every program of Numeral loads: file, manifest, card and curves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/model/Manifest.h"
#include "core/training/Calibration.h"
#include "core/training/Trainer.h"
#include "core/training/TrainingData.h"

namespace numeral::training {

/// What the network itself does not know about the model it becomes.
struct ModelIdentity {
  std::string name;
  std::string version;
  std::string task;
  std::vector<std::string> classes;
  model::Shape input;
  bool background = false;              ///< one output more than classes
  bool pairs = false;                   ///< … and one more for each pair of classes
  std::vector<TrainingData::Part> data; ///< what it was trained on
  std::filesystem::path from;           ///< whose weights it began with; empty: random ones
  double kept = 0;                      ///< of those in what is written
  Calibration calibration;
  std::string license;
};

/// Writes model.pt, manifest.json, MODEL_CARD.md and curves.svg into `folder`, each atomically, the manifest last.
/// Errors: Io, Internal.
base::Expected<model::Manifest> exportModel(const Trainer& trainer, const ModelIdentity& identity,
                                            const std::filesystem::path& folder);

} // namespace numeral::training
