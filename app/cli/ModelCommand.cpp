#include "app/cli/ModelCommand.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/cli/Complaint.h"
#include "app/cli/JoinCommand.h"
#include "app/cli/ModelChoice.h"
#include "app/cli/ReferenceCommand.h"
#include "app/cli/ReloadCommand.h"
#include "app/cli/Text.h"
#include "app/service/ExitCode.h"
#include "core/model/Bundle.h"
#include "core/model/Manifest.h"

namespace numeral::cli {
namespace {

struct ModelOptions {
  std::string path;
  std::string device = "auto";
  bool json = false;
};

template <class T> std::string joined(const std::vector<T>& values)
{
  std::ostringstream text;
  for (const auto& value : values)
    text << (text.tellp() > 0 ? ", " : "") << value;
  return text.str();
}

void line(const std::string& name, const std::string& value)
{
  constexpr int kNameWidth = 15;
  if (!value.empty())
    std::cout << "  " << std::left << std::setw(kNameWidth) << name << value << '\n';
}

/// For a line of words. `problem`: why the one that is there is of no use.
std::string describe(const model::Reference* reference, const std::optional<base::Error>& problem)
{
  if (problem)
    return "not used: " + problem->message;
  if (reference == nullptr)
    return "none, so that no drift can be told; `numeralctl model reference` makes one";
  return std::to_string(reference->glyphs()) + " glyphs" +
         (reference->madeFrom.empty() ? std::string() : " of " + joined(reference->madeFrom));
}

nlohmann::json toJson(const model::Reference* reference, const std::optional<base::Error>& problem)
{
  if (problem)
    return {{"error", problem->message}};
  if (reference == nullptr)
    return nullptr;
  return {{"glyphs", reference->glyphs()}, {"made_from", reference->madeFrom}};
}

void describe(const model::Manifest& manifest)
{
  std::cout << manifest.name << ' ' << manifest.version << '\n';
  line("task", manifest.task);
  line("classes", std::to_string(manifest.classes.size()) + ": " + joined(manifest.classes));
  line("input", std::to_string(manifest.input.channels) + " x " + std::to_string(manifest.input.height) + " x " +
                    std::to_string(manifest.input.width) + " (channels, height, width)");
  line("normalisation", "mean " + joined(manifest.mean) + "; deviation " + joined(manifest.deviation));
  line("preprocessing", "version " + std::to_string(manifest.preprocessing));
  line("architecture", manifest.architecture);
  line("parameters", manifest.parameters > 0 ? std::to_string(manifest.parameters) : "");
  line("trained on", joined(manifest.trainedOn));
  for (const auto& [data, measurement] : manifest.measured)
    line("measured",
         percent(measurement.accuracy) + " of " + std::to_string(measurement.samples) + " right on " + data);
  line("file", manifest.file);
  line("SHA-256", manifest.sha256);
  if (manifest.second) {
    line("second", manifest.second->file + ", asked where the first is less than " +
                       percent(manifest.second->askedBelow) + " sure");
    line("SHA-256", manifest.second->sha256);
  }
  line("licence", manifest.license);
}

int info(const ModelOptions& options)
{
  const std::filesystem::path path = chooseModel(options.path);
  const auto manifest = model::verifyBundle(path);
  if (!manifest) {
    complain(manifest.error());
    return modelExitCode(manifest.error());
  }
  if (options.json) {
    std::cout << model::toJson(*manifest) << '\n';
    return service::kFine;
  }
  describe(*manifest);
  const auto reference = model::readReference(model::folderOf(path), *manifest);
  line("reference",
       reference ? describe(reference->get(), std::nullopt) : describe(nullptr, std::optional(reference.error())));
  return service::kFine;
}

/// One answer to a blank item: a damaged weight shows as a logit that is not a number.
base::Expected<void> tryOut(const model::Bundle& bundle)
{
  const std::vector<float> item(bundle.model->input().size(), 0.F);
  std::vector<float> logits(bundle.model->outputs());
  auto answered = bundle.model->forward(item, 1, logits);
  if (answered && !std::all_of(logits.begin(), logits.end(), [](float logit) { return std::isfinite(logit); }))
    return base::failure(base::ErrorCode::InvalidModel,
                         "The model answers with something that is not a number. Restore it from where it came.");
  return answered;
}

int verify(const ModelOptions& options)
{
  const std::filesystem::path path = chooseModel(options.path);
  auto bundle = model::loadBundle(path, {.device = options.device});
  if (bundle)
    bundle = tryOut(**bundle).map([&] { return *bundle; });

  if (options.json) {
    nlohmann::json report = {{"path", path.string()}, {"usable", bundle.has_value()}};
    if (bundle)
      report.update({{"name", (*bundle)->manifest.name},
                     {"version", (*bundle)->manifest.version},
                     {"sha256", (*bundle)->manifest.sha256},
                     {"reference", toJson((*bundle)->reference.get(), (*bundle)->referenceProblem)},
                     {"device", (*bundle)->device}});
    else
      report.update({{"error", bundle.error().message}, {"code", base::name(bundle.error().code)}});
    std::cout << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  } else if (bundle) {
    std::cout << (*bundle)->manifest.name << ' ' << (*bundle)->manifest.version << " in " << path.string()
              << " is usable.\n";
    line("manifest", "complete, " + std::to_string((*bundle)->manifest.classes.size()) + " classes");
    line("SHA-256", "as the manifest says, " + (*bundle)->manifest.sha256);
    line("network", "opens and answers on " + (*bundle)->device);
    line("reference", describe((*bundle)->reference.get(), (*bundle)->referenceProblem));
  }
  if (bundle)
    return service::kFine;
  complain(bundle.error());
  return modelExitCode(bundle.error());
}

} // namespace

void addModelCommand(CLI::App& app, int& exitCode)
{
  auto options = std::make_shared<ModelOptions>();
  CLI::App* command = app.add_subcommand("model", "Show, check, join, measure and reload models");
  command->require_subcommand(1);

  CLI::App* infoCommand = command->add_subcommand("info", "Show what a model is and how good it was measured to be");
  CLI::App* verifyCommand =
      command->add_subcommand("verify", "Check manifest and SHA-256, open the network and try it");
  for (CLI::App* subcommand : {infoCommand, verifyCommand}) {
    subcommand
        ->add_option("PATH", options->path,
                     "The model's folder, its manifest.json or its file; else that in NUMERAL_MODEL or MODEL_PATH, "
                     "else the shipped one")
        ->type_name("");
    subcommand->add_flag("--json", options->json, "For programs");
    subcommand->footer("Ends with 0 for a usable model, 2 after wrong use, 4 for any other.");
  }
  verifyCommand->add_option("--device", options->device, "Where to try it: auto, cpu or cuda[:N]")
      ->capture_default_str();
  infoCommand->callback([options, &exitCode] { exitCode = info(*options); });
  verifyCommand->callback([options, &exitCode] { exitCode = verify(*options); });
  addJoinCommand(*command, exitCode);
  addReferenceCommand(*command, exitCode);
  addReloadCommand(*command, exitCode);
}

} // namespace numeral::cli
