#include "app/cli/JoinCommand.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "app/cli/Complaint.h"
#include "app/cli/DataFolder.h"
#include "app/service/ExitCode.h"
#include "core/base/Files.h"
#include "core/training/Cascade.h"
#include "core/training/Recipe.h"
#include "core/training/TrainingData.h"

namespace numeral::cli {
namespace {

struct JoinOptions {
  std::filesystem::path first;
  std::filesystem::path second;
  std::filesystem::path recipe;
  std::filesystem::path data = defaultDataFolder();
  std::filesystem::path out;
  double askedBelow = 0.98;
  std::string version = "1.0.0";
};

base::Expected<training::Dataset> heldBack(const JoinOptions& options)
{
  constexpr std::size_t kMaxBytes = 1 << 20;
  const auto text = base::readFile(options.recipe, kMaxBytes);
  if (!text)
    return tl::unexpected(text.error());
  const auto recipe = training::parseRecipe(base::textOf(*text));
  if (!recipe)
    return base::failure(recipe.error().code, options.recipe.string() + ": " + recipe.error().message);
  auto data = training::gatherTrainingData(*recipe, options.data);
  if (!data)
    return tl::unexpected(data.error());
  if (data->heldBack.size() == 0)
    return base::failure(base::ErrorCode::InvalidArgument,
                         options.recipe.string() + " holds nothing back to calibrate on; see hold_back.");
  return std::move(data->heldBack);
}

base::Expected<void> join(const JoinOptions& options)
{
  const auto first = model::loadBundle(options.first, {"cpu"});
  if (!first)
    return tl::unexpected(first.error());
  const auto second = model::loadBundle(options.second, {"cpu"});
  if (!second)
    return tl::unexpected(second.error());
  const auto images = heldBack(options);
  if (!images)
    return tl::unexpected(images.error());
  const auto figures =
      training::tryCascade(**first, **second, *images, {0.9, 0.95, 0.98, 0.99, 0.995, 0.999, options.askedBelow});
  if (!figures)
    return tl::unexpected(figures.error());
  std::printf("of %zu images held back\nasked below   second asked   right      log-loss\n", images->size());
  for (const auto& row : *figures)
    std::printf("%-11.3f   %8.2f %%     %6.2f %%   %.4f\n", row.askedBelow, 100 * row.asked, 100 * row.accuracy,
                row.logLoss);
  if (options.out.empty())
    return {};
  const auto manifest =
      training::writeCascade(**first, **second, *images, options.askedBelow, options.version, options.out);
  if (!manifest)
    return tl::unexpected(manifest.error());
  std::printf("wrote %s: model.pt, second.pt, manifest.json\n", options.out.c_str());
  return {};
}

} // namespace

void addJoinCommand(CLI::App& model, int& exitCode)
{
  auto options = std::make_shared<JoinOptions>();
  CLI::App* command =
      model.add_subcommand("join", "Make two models one: where the first is in doubt the second answers");
  command->add_option("FIRST", options->first, "Folder of the model that always answers")->required()->type_name("");
  command->add_option("SECOND", options->second, "Folder of the stronger one")->required()->type_name("");
  command
      ->add_option("--recipe", options->recipe,
                   "The recipe that both were trained by; what it holds back is calibrated on")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--data", options->data,
                   "Where the recipe's data lie; else DATA from the environment, else "
                   "~/.cache/numeral")
      ->type_name("DIR");
  command->add_option("--asked-below", options->askedBelow, "Probability of the first one's best answer")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--out", options->out, "Folder for the model [only print the figures]")->type_name("DIR");
  command->add_option("--model-version", options->version, "The model's version")->capture_default_str();
  command->callback([options, &exitCode] {
    exitCode = service::kFine;
    if (const auto done = join(*options); !done) {
      complain(done.error());
      exitCode = service::exitCode(done.error().code);
    }
  });
}

} // namespace numeral::cli
