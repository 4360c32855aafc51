#include "app/cli/TrainCommand.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/cli/Complaint.h"
#include "app/cli/DataFolder.h"
#include "app/cli/ProgressBar.h"
#include "app/cli/RecipeChoice.h"
#include "app/cli/ReferenceCommand.h"
#include "app/service/ExitCode.h"
#include "core/training/Calibration.h"
#include "core/training/Export.h"
#include "core/training/Network.h"
#include "core/training/Recipe.h"
#include "core/training/Trainer.h"
#include "core/training/TrainingData.h"

namespace numeral::cli {
namespace {

struct TrainOptions {
  std::filesystem::path data = defaultDataFolder();
  std::filesystem::path out;
  bool resume = false;
  std::size_t holdOut = 5000;
  std::string name = "digits";
  std::string version = "1.0.0";
  std::string task = "digits";
  std::filesystem::path recipe;
  std::filesystem::path from;
  double keep = 0;
  std::string license = "Apache-2.0";
  std::size_t referencePictures = training::ReferenceOptions().pictures;
  training::TrainingOptions training;
};

/// The checkpoint stays in the output folder until the model is written.
class TrainRun {
public:
  explicit TrainRun(const TrainOptions& options) : m_options(options)
  {
    m_folder = options.out.empty() ? std::filesystem::path("trained") / options.name : options.out;
    m_checkpoint = m_folder / "checkpoint.pt";
  }

  base::Expected<void> run()
  {
    if (auto ready = prepare(); !ready)
      return ready;
    while (!m_trainer->finished())
      if (auto done = epoch(); !done)
        return done;
    if (m_options.keep > 0)
      if (auto kept = m_trainer->keepOfStart(m_options.keep); !kept)
        return kept;
    m_identity.calibration =
        training::calibrate(m_trainer->heldBackLogits(), m_trainer->heldBack().labels, m_identity.classes.size());
    const auto manifest = training::exportModel(*m_trainer, m_identity, m_folder);
    if (!manifest)
      return tl::unexpected(manifest.error());
    std::error_code ec;
    std::filesystem::remove(m_checkpoint, ec);
    std::printf("wrote %s: model.pt, manifest.json, MODEL_CARD.md, curves.svg\n"
                "measure it: numeralctl eval %s --model %s\n",
                m_folder.c_str(), m_options.data.c_str(), m_folder.c_str());
    makeReference();
    return {};
  }

private:
  base::Expected<void> prepare()
  {
    auto recipe =
        m_options.recipe.empty() ? recipeOfImages(m_options.data, m_options.holdOut) : readRecipe(m_options.recipe);
    if (!recipe)
      return tl::unexpected(recipe.error());
    m_recipe = std::move(*recipe);
    auto data = training::gatherTrainingData(m_recipe, m_options.data);
    if (!data)
      return tl::unexpected(data.error());
    describe(*data);
    auto trainer =
        training::Trainer::create(m_options.training, std::move(data->mixture), std::move(data->heldBack),
                                  model::outputsOf(m_identity.classes.size(), m_identity.background, m_identity.pairs));
    if (!trainer)
      return tl::unexpected(trainer.error());
    m_trainer = std::move(*trainer);
    std::printf("%zu parameters, on %s\n", m_trainer->parameters(), m_trainer->device().c_str());
    if (!m_options.from.empty())
      if (auto started = m_trainer->startFrom(m_options.from); !started)
        return started;
    return m_options.resume ? m_trainer->loadCheckpoint(m_checkpoint) : base::Expected<void>();
  }

  void describe(const training::TrainingData& data)
  {
    for (const auto& part : data.parts)
      std::printf("%s: %zu originals, %zu images an epoch, %zu held back\n", part.name.c_str(), part.originals,
                  part.perEpoch, part.heldBack);
    for (const auto& name : data.missing)
      std::printf("left out, since it is not below %s: %s\n", m_options.data.c_str(), name.c_str());
    m_identity.name = m_options.name;
    m_identity.version = m_options.version;
    m_identity.task = m_options.task;
    m_identity.classes = data.classes;
    m_identity.background = data.background;
    m_identity.pairs = data.pairs;
    m_identity.input = data.mixture.shape();
    m_identity.data = data.parts;
    m_identity.license = m_options.license;
    m_identity.from = m_options.from;
    m_identity.kept = m_options.keep;
  }

  /// The model is there by now: without a reference it serves all the same, and it can be made later.
  void makeReference() const
  {
    training::ReferenceOptions reference;
    reference.pictures = m_options.referencePictures;
    if (reference.pictures == 0)
      return;
    const auto written = model::loadBundle(m_folder, {}).and_then([&](const auto& bundle) {
      return writeReference(bundle, m_recipe, m_options.data, reference);
    });
    if (!written)
      complain(written.error());
  }

  base::Expected<void> epoch()
  {
    const auto number = m_trainer->history().size() + 1;
    const std::string label = "epoch " + std::to_string(number) + "/" + std::to_string(m_options.training.epochs);
    const auto result = [&] {
      ProgressBar bar(label, m_trainer->stepsPerEpoch());
      return m_trainer->trainEpoch([&bar](std::size_t done, double loss) {
        char note[32];
        std::snprintf(note, sizeof note, "loss %.4f", loss);
        bar.update(done, note);
      });
    }();
    if (!result)
      return tl::unexpected(result.error());
    std::printf("%s: loss %.4f, %.2f %% right", label.c_str(), result->trainingLoss, 100 * result->trainingAccuracy);
    if (m_trainer->heldBack().size() > 0)
      std::printf("; held back: loss %.4f, %.2f %% right", result->heldBackLoss, 100 * result->heldBackAccuracy);
    std::printf(" (%.0f s)\n", result->seconds);
    std::fflush(stdout);
    return m_trainer->saveCheckpoint(m_checkpoint);
  }

  const TrainOptions& m_options;
  std::filesystem::path m_folder;
  std::filesystem::path m_checkpoint;
  training::Recipe m_recipe;
  training::ModelIdentity m_identity;
  std::unique_ptr<training::Trainer> m_trainer;
};

} // namespace

void addTrainCommand(CLI::App& app, int& exitCode)
{
  auto options = std::make_shared<TrainOptions>();
  CLI::App* command = app.add_subcommand("train", "Train a network and write it as a model");
  command
      ->add_option("--data", options->data,
                   "Folder that holds the training images and labels as IDX files, or a folder mnist with them; else "
                   "DATA from the environment, else ~/.cache/numeral")
      ->type_name("DIR");
  command
      ->add_option("--recipe", options->recipe,
                   "What to train on, as JSON; paths in it are relative to --data [the IDX images alone]")
      ->type_name("FILE");
  command->add_option("--out", options->out, "Folder for model, manifest, card and curves [trained/NAME]")
      ->type_name("DIR");
  auto* from = command
                   ->add_option("--from", options->from,
                                "Go on from the weights of a model's file (model.pt) instead of random ones")
                   ->type_name("FILE");
  command
      ->add_option("--keep", options->keep,
                   "Share of the weights of --from in what is written: what they read well is not forgotten [0]")
      ->check(CLI::Range(0.0, 0.99))
      ->needs(from);
  auto& training = options->training;
  const auto names = training::architectures();
  command->add_option("--arch", training.architecture, "The network")
      ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())))
      ->capture_default_str();
  command->add_option("--epochs", training.epochs, "How often every image is seen")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  command->add_option("--batch-size", training.batchSize, "Images a step")
      ->check(CLI::Range(2, 65'536))
      ->capture_default_str();
  command->add_option("--rate", training.peakRate, "Learning rate at the top of the cycle")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--label-smoothing", training.labelSmoothing, "Share of the truth spread over all classes")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
  command
      ->add_option("--teacher", training.teachers,
                   "The folder of a model to learn from beside the labels; may be given several times")
      ->type_name("DIR");
  command->add_option("--teacher-share", training.teacherShare, "Of what is learned, the rest being the labels")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      ->add_option("--hardest", training.hardest,
                   "Share of each batch that is learned from: the images with the largest loss")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  command
      ->add_option("--precision", training.precision, "Of the arithmetic; bfloat16 is faster where the device has it")
      ->check(CLI::IsMember({"float32", "bfloat16"}))
      ->capture_default_str();
  command
      ->add_option("--holdout", options->holdOut,
                   "Without a recipe: training images to hold back for measuring after each epoch")
      ->capture_default_str();
  command->add_option("--seed", training.seed, "The same seed gives the same model")->capture_default_str();
  command->add_option("--device", training.device, "Where to compute: auto, cpu or cuda[:N]")->capture_default_str();
  command->add_option("--threads", training.threads, "Of libtorch; 0: as many as usable processors")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command->add_flag("--resume", options->resume, "Go on from the checkpoint in the output folder");
  command->add_option("--name", options->name, "The model's name")->capture_default_str();
  command->add_option("--model-version", options->version, "The model's version")->capture_default_str();
  command->add_option("--task", options->task, "What the model is for")
      ->check(CLI::IsMember({"digits", "classification"}))
      ->capture_default_str();
  command->add_option("--license", options->license, "Of the weights, for manifest and card")->capture_default_str();
  command
      ->add_option("--reference-pictures", options->referencePictures,
                   "Made and recognised at the end for drift.json, by which servers tell drift; 0: none")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  command->footer("A checkpoint is written after every epoch: what was interrupted goes on with --resume and the same\n"
                  "options, and ends with the same weights.");
  command->callback([options, &exitCode] {
    exitCode = service::kFine;
    if (const auto done = TrainRun(*options).run(); !done) {
      complain(done.error());
      exitCode = service::exitCode(done.error().code);
    }
  });
}

} // namespace numeral::cli
