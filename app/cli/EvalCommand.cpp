#include "app/cli/EvalCommand.h"

#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "app/cli/Complaint.h"
#include "app/cli/DataFolder.h"
#include "app/cli/ModelChoice.h"
#include "app/cli/ProgressBar.h"
#include "app/cli/Text.h"
#include "app/service/ExitCode.h"
#include "core/base/Files.h"
#include "core/engine/LocalRecognizer.h"
#include "core/model/Bundle.h"
#include "core/model/Store.h"
#include "core/training/Evaluator.h"
#include "core/training/Selection.h"

namespace numeral::cli {
namespace {

constexpr std::size_t kMistakesShown = 20;

struct EvalOptions {
  std::filesystem::path data = defaultDataFolder();
  std::string split = "test";
  bool pipeline = false;
  bool noDigits = false;
  training::Selection selection;
  std::filesystem::path except;
  bool json = false;
  std::filesystem::path html;
  std::string model;
  std::string device = "auto";
};

void printTallies(const char* heading, const std::map<std::string, training::Tally>& tallies)
{
  if (tallies.empty())
    return;
  std::printf("\n%-12s %8s %8s %10s %10s\n", heading, "samples", "wrong", "accuracy", "abstained");
  for (const auto& [name, tally] : tallies)
    std::printf("%-12s %8zu %8zu %10s %10zu\n", printable(name).c_str(), tally.samples, tally.samples - tally.right,
                percent(tally.accuracy()).c_str(), tally.abstained);
}

void printConfusion(const training::Evaluation& evaluation)
{
  std::printf("\n%-12s", "truth");
  for (const auto& name : evaluation.classes)
    std::printf(" %5s", name.c_str());
  std::printf(" %5s\n", "other");
  for (std::size_t truth = 0; truth < evaluation.classes.size(); ++truth) {
    std::printf("%-12s", evaluation.classes[truth].c_str());
    for (const auto count : evaluation.confusion[truth])
      std::printf(" %5s", count > 0 ? std::to_string(count).c_str() : ".");
    std::printf("\n");
  }
}

void printReport(const training::Evaluation& evaluation)
{
  const auto& all = evaluation.all;
  const auto within = [](const training::Tally& tally) {
    const auto [low, high] = training::interval(tally);
    return percent(tally.accuracy()) + " (" + std::to_string(tally.right) + " of " + std::to_string(tally.samples) +
           "; 95 % sure: " + percent(low) + " to " + percent(high) + ")";
  };
  if (all.samples > 0) {
    std::printf("accuracy           %s\n", within(all).c_str());
    std::printf("abstained          %s (%zu)\n",
                percent(static_cast<double>(all.abstained) / static_cast<double>(all.samples)).c_str(), all.abstained);
    std::printf("calibration error  %s\n", percent(evaluation.calibrationError).c_str());
    std::printf("log-loss           %.4f\n", evaluation.logLoss);
    std::printf("wrong among the    %s\n  99 %% surest\n", percent(evaluation.errorMostConfident).c_str());
  }
  if (evaluation.noDigit.samples > 0)
    std::printf("no digit, and not\n  called one       %s\n", within(evaluation.noDigit).c_str());
  if (evaluation.failed > 0)
    std::printf("failed             %zu\n", evaluation.failed);
  std::printf("an image took      decoding %.2f ms, preprocessing %.2f ms, forward %.2f ms (its batch)\n",
              1e3 * evaluation.times.decode, 1e3 * evaluation.times.preprocess, 1e3 * evaluation.times.forward);
  if (all.samples > 0)
    printConfusion(evaluation);
  printTallies("class", evaluation.byClass);
  printTallies("contributor", evaluation.byContributor);
  if (evaluation.mistakes.empty())
    return;
  std::printf("\n%zu mistakes%s\n", evaluation.mistakes.size(),
              evaluation.mistakes.size() > kMistakesShown ? ", the first of them (--html or --json for all):" : ":");
  for (std::size_t i = 0; i < std::min(kMistakesShown, evaluation.mistakes.size()); ++i) {
    const auto& mistake = evaluation.mistakes[i];
    const std::string answer = !mistake.error.empty() ? printable(mistake.error)
                               : mistake.answer       ? *mistake.answer + ", " + percent(mistake.confidence)
                                                      : std::string(model::name(mistake.verdict));
    std::printf("  %s: %s read as %s\n", printable(mistake.id).c_str(), printable(mistake.truth).c_str(),
                answer.c_str());
  }
}

base::Expected<void> report(const EvalOptions& options, const model::Manifest& manifest,
                            const training::Evaluation& evaluation)
{
  const std::string what = manifest.name + " " + manifest.version + " on " + options.data.filename().string();
  if (options.json) {
    auto json = training::toJson(evaluation);
    json["model"] = {{"name", manifest.name}, {"version", manifest.version}, {"sha256", manifest.sha256}};
    std::cout << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
  } else {
    printReport(evaluation);
  }
  if (options.html.empty())
    return {};
  const auto html = training::toHtml(evaluation, what);
  if (!html)
    return tl::unexpected(html.error());
  return base::writeFile(options.html, *html);
}

int evaluate(const EvalOptions& options)
{
  const auto bundle = model::loadBundle(chooseModel(options.model), {.device = options.device});
  if (!bundle) {
    complain(bundle.error());
    return modelExitCode(bundle.error());
  }
  const auto& manifest = (*bundle)->manifest;
  training::SampleOptions sampleOptions;
  sampleOptions.split = options.split == "train" ? training::Split::Train : training::Split::Test;
  sampleOptions.pipeline = options.pipeline;
  sampleOptions.noDigits = options.noDigits;
  sampleOptions.classes = manifest.classes;
  auto selection = options.selection;
  if (!options.except.empty()) {
    auto ids = training::readIds(options.except);
    if (!ids) {
      complain(ids.error());
      return service::kFailed;
    }
    selection.notIds = std::move(*ids);
  }
  auto all = training::openSamples(options.data, sampleOptions);
  if (!all) {
    complain(all.error());
    return service::kFailed;
  }
  const auto samples = training::select(std::move(*all), selection, options.data);
  if (!samples) {
    complain(samples.error());
    return service::exitCode(samples.error().code);
  }
  model::Store store;
  store.put(*bundle);
  engine::LocalRecognizer recognizer(store, {});
  const auto evaluation = [&] {
    ProgressBar bar("eval", samples->size());
    training::EvaluatorOptions evaluator;
    evaluator.keepSteps = !options.html.empty();
    evaluator.progress = [&bar](std::size_t done, std::size_t) { bar.update(done); };
    return training::evaluate(recognizer, *samples, manifest.classes, evaluator);
  }();
  if (const auto done = report(options, manifest, evaluation); !done) {
    complain(done.error());
    return service::kFailed;
  }
  return evaluation.failed == 0 ? service::kFine : service::kFailed;
}

} // namespace

void addEvalCommand(CLI::App& app, int& exitCode)
{
  auto options = std::make_shared<EvalOptions>();
  CLI::App* command = app.add_subcommand("eval", "Measure a model on data whose truth is known");
  command
      ->add_option("DATA", options->data,
                   "A file or a folder that holds one of: IDX images and labels (gzipped or not); folders of images "
                   "named after their label; labels.csv with the columns file and text; strokes (.jsonl, .jsonl.gz). "
                   "Else DATA from the environment, else ~/.cache/numeral")
      ->type_name("");
  command->add_option("--split", options->split, "Of MNIST's two pairs of IDX files: train or test")
      ->check(CLI::IsMember({"train", "test"}))
      ->capture_default_str();
  command->add_flag("--pipeline", options->pipeline,
                    "IDX images through the finding of digits too, instead of straight to the model");
  command->add_flag("--no-digits", options->noDigits,
                    "Nothing in DATA is a digit: measure how much of it is not called one. IDX images need no labels, "
                    "folders may be nested");
  const auto names = [&](const char* name, std::vector<std::string>& list, const char* words) {
    command->add_option(name, list, words)->delimiter(',')->type_name("NAMES");
  };
  auto& selection = options->selection;
  names("--contributors", selection.contributors, "Samples by these writers alone, such as aga,art");
  names("--not-contributors", selection.notContributors, "Samples by all writers but these");
  names("--labels", selection.labels, "Samples of these labels alone: letters written like digits, say");
  names("--not-labels", selection.notLabels, "Samples of all labels but these");
  command
      ->add_option("--except", options->except,
                   "Leave out the samples whose ids this file lists, one a line: those with a wrong label, say")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "Everything measured, with all mistakes, as JSON");
  command->add_option("--html", options->html, "Write a page that shows every mistake")->type_name("FILE");
  command
      ->add_option("--model", options->model,
                   "The model's folder, else that in NUMERAL_MODEL or MODEL_PATH, else the shipped one")
      ->type_name("PATH");
  command->add_option("--device", options->device, "Where to compute: auto, cpu or cuda[:N]")->capture_default_str();
  command->footer("Mistakes are no failure: ends with 0 if every sample got an answer, 1 if one did not or the data\n"
                  "cannot be used, 2 after wrong use, 4 without a usable model.");
  command->callback([options, &exitCode] { exitCode = evaluate(*options); });
}

} // namespace numeral::cli
