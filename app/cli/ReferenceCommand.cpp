#include "app/cli/ReferenceCommand.h"

#include <cstdio>
#include <string>
#include <utility>

#include "app/cli/Complaint.h"
#include "app/cli/DataFolder.h"
#include "app/cli/ModelChoice.h"
#include "app/cli/ProgressBar.h"
#include "app/cli/RecipeChoice.h"
#include "app/service/ExitCode.h"
#include "core/base/Files.h"

namespace numeral::cli {
namespace {

struct ReferenceCommandOptions {
  std::string model;
  std::filesystem::path data = defaultDataFolder();
  std::filesystem::path recipe;
  training::ReferenceOptions reference;
};

/// The recipe that was named, else the model's own, else that of the IDX images.
base::Expected<training::Recipe> recipeFor(const ReferenceCommandOptions& options, const std::filesystem::path& folder)
{
  std::error_code ec;
  const auto own = folder / "recipe.json";
  if (!options.recipe.empty())
    return readRecipe(options.recipe);
  return std::filesystem::exists(own, ec) ? readRecipe(own) : recipeOfImages(options.data, 0);
}

int run(const ReferenceCommandOptions& options)
{
  const auto bundle = model::loadBundle(chooseModel(options.model), {.device = "auto"});
  if (!bundle) {
    complain(bundle.error());
    return modelExitCode(bundle.error());
  }
  const auto recipe = recipeFor(options, (*bundle)->folder);
  const auto written = recipe.and_then(
      [&](const training::Recipe& known) { return writeReference(*bundle, known, options.data, options.reference); });
  if (written)
    return service::kFine;
  complain(written.error());
  return service::exitCode(written.error().code);
}

} // namespace

base::Expected<void> writeReference(const std::shared_ptr<const model::Bundle>& bundle, const training::Recipe& recipe,
                                    const std::filesystem::path& data, training::ReferenceOptions options)
{
  const auto pictures = training::ReferencePictures::open(recipe, data, bundle->manifest.task);
  if (!pictures)
    return tl::unexpected(pictures.error());
  const auto reference = [&] {
    ProgressBar bar("reference", options.pictures);
    options.progress = [&bar](std::size_t done) { bar.update(done); };
    return training::makeReference(bundle, *pictures, options);
  }();
  if (!reference)
    return tl::unexpected(reference.error());
  const auto file = bundle->folder / model::kReferenceFile;
  const auto written = base::writeFile(file, model::toJson(*reference));
  if (written)
    std::printf("wrote %s, from %zu glyphs\n", file.c_str(), static_cast<std::size_t>(reference->glyphs()));
  return written;
}

void addReferenceCommand(CLI::App& model, int& exitCode)
{
  auto options = std::make_shared<ReferenceCommandOptions>();
  CLI::App* command = model.add_subcommand(
      "reference", "Measure what the glyphs look like that a model is meant for, so that a server can tell drift");
  command
      ->add_option("PATH", options->model,
                   "The model's folder; else that in NUMERAL_MODEL or MODEL_PATH, else the shipped one")
      ->type_name("");
  command
      ->add_option("--data", options->data,
                   "Folder of the data that the recipe names; else DATA from the environment, else ~/.cache/numeral")
      ->type_name("DIR");
  command
      ->add_option("--recipe", options->recipe,
                   "What the model was trained on; else recipe.json beside it, else the IDX images alone")
      ->type_name("FILE");
  command->add_option("--pictures", options->reference.pictures, "So many are made and recognised")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  command->add_option("--seed", options->reference.seed, "The same seed gives the same pictures")
      ->capture_default_str();
  command->footer(
      "Writes drift.json beside the manifest, from writers whom the recipe leaves out or holds back and from\n"
      "test images. Ends with 0 if it was written, 1 if the data cannot be used, 4 without a usable model.");
  command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace numeral::cli
