/// Trains a network: one-cycle SGD over altered images, with an average of the weights kept beside.
/// Sources: Smith, Topin, "Super-convergence", 2018; of learning from the hardest, Shrivastava et al., "Training
/// region-based object detectors with online hard example mining", 2016.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/training/Dataset.h"
#include "core/training/Source.h"

namespace numeral::training {

struct TrainingOptions {
  std::string architecture = "small";
  int epochs = 15;
  std::size_t batchSize = 128;
  double peakRate = 0.1; ///< learning rate at the top of the cycle
  double momentum = 0.9; ///< Nesterov's
  double weightDecay = 2e-4;
  double labelSmoothing = 0;
  std::vector<std::filesystem::path> teachers; ///< folders of models to learn from beside the labels
  double teacherShare = 0.7;                   ///< of the target, where there are teachers
  double hardest = 1;                          ///< share of each batch to learn from: that with the largest loss
  std::string precision = "float32";           ///< or "bfloat16", where an operation can do with it
  double averageDecay = 0.998;                 ///< of the weights' exponential average, a step
  std::uint64_t seed = 1;
  std::string device = "auto";
  int threads = 0; ///< of libtorch; 0: as many as usable processors
};

/// Of one epoch; the held-back figures are those of the averaged weights.
struct EpochResult {
  int epoch = 0; ///< counted from 1
  double rate = 0;
  double trainingLoss = 0;
  double trainingAccuracy = 0;
  double heldBackLoss = 0;
  double heldBackAccuracy = 0;
  double seconds = 0;
};

/// Threads: one. With the same data, options and number of libtorch threads on the same machine, every run gives the
/// same weights, interrupted and resumed or not.
class Trainer {
public:
  /// `heldBack` may be empty; labels must be below `outputs`.
  /// Errors: InvalidArgument (names the option or label), as makeNetwork and Teachers::open.
  static base::Expected<std::unique_ptr<Trainer>> create(TrainingOptions options, Mixture training, Dataset heldBack,
                                                         std::size_t outputs);
  ~Trainer();

  const TrainingOptions& options() const;
  std::size_t stepsPerEpoch() const;
  bool finished() const;
  /// One result for each epoch that is done, resumed ones too.
  const std::vector<EpochResult>& history() const;
  /// Of the training images: what forward expects to be applied.
  const Statistics& normalisation() const;
  std::size_t parameters() const;
  /// "cpu" or "cuda:N"
  const std::string& device() const;

  /// Called after each step with the number of steps done in this epoch and the step's loss.
  using Progress = std::function<void(std::size_t done, double loss)>;
  /// Errors: Internal (libtorch's words in detail; also when the loss is no longer a number).
  base::Expected<EpochResult> trainEpoch(const Progress& progress = {});

  /// Begins with the weights of a model instead of random ones, but for a last layer of other size. Before the first
  /// epoch, and before loadCheckpoint().
  /// Errors: NotFound, Io, InvalidArgument (no TorchScript, or another network; says which weight differs).
  base::Expected<void> startFrom(const std::filesystem::path& modelFile);

  /// Blends the averaged network with the weights that startFrom() gave it, of which this `share` is kept, and measures
  /// it anew: what was read well before is read well again. The last layer stays as it was learned. After the
  /// last epoch. Source: Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
  /// Errors: InvalidArgument (it began with random weights), Internal.
  base::Expected<void> keepOfStart(double share);

  /// Everything that the next epoch depends on, written atomically. Errors: Io.
  base::Expected<void> saveCheckpoint(const std::filesystem::path& path) const;
  /// Errors: NotFound, Io, InvalidArgument (no checkpoint, or one of other options or data; says which).
  base::Expected<void> loadCheckpoint(const std::filesystem::path& path);

  const Dataset& heldBack() const;
  /// The averaged network's answers to the images held back, images x outputs.
  std::vector<float> heldBackLogits() const;

  /// The averaged network: `count` normalised images to their logits.
  std::vector<float> logits(std::span<const float> batch, std::size_t count) const;

  /// The averaged network as a TorchScript file, on the processor and in evaluation mode. Errors: Internal.
  base::Expected<std::string> torchScript() const;

private:
  class Impl;
  explicit Trainer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::training
