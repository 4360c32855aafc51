#include "core/training/Export.h"

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/training/CurvesSvg.h"
#include "core/training/ModelCard.h"
#include "core/training/Network.h"
#include "core/vision/GlyphFinder.h"

namespace numeral::training {

base::Expected<model::Manifest> exportModel(const Trainer& trainer, const ModelIdentity& identity,
                                            const std::filesystem::path& folder)
{
  const auto file = trainer.torchScript();
  if (!file)
    return tl::unexpected(file.error());
  const auto& options = trainer.options();
  model::Manifest manifest;
  manifest.name = identity.name;
  manifest.version = identity.version;
  manifest.task = identity.task;
  manifest.classes = identity.classes;
  manifest.input = identity.input;
  manifest.mean = trainer.normalisation().mean;
  manifest.deviation = trainer.normalisation().deviation;
  manifest.preprocessing = identity.task == "digits" ? vision::kPreprocessingVersion : 0;
  manifest.sha256 = base::sha256(base::bytesOf(*file));
  manifest.architecture = options.architecture + ": " + describe(options.architecture);
  manifest.parameters = trainer.parameters();
  manifest.background = identity.background;
  manifest.pairs = identity.pairs;
  manifest.temperature = identity.calibration.temperature;
  manifest.thresholds = identity.calibration.thresholds;
  for (const auto& part : identity.data)
    manifest.trainedOn.push_back(part.name);
  manifest.license = identity.license;
  if (trainer.heldBack().size() > 0 && !trainer.history().empty())
    manifest.measured["held back"] = {trainer.history().back().heldBackAccuracy, trainer.heldBack().size()};

  const std::pair<std::string, std::string> parts[] = {
      {manifest.file, *file},
      {"MODEL_CARD.md", modelCard(manifest, identity, options, trainer.history())},
      {"curves.svg", curvesSvg(trainer.history())},
      {"manifest.json", model::toJson(manifest)}};
  for (const auto& [name, content] : parts)
    if (auto written = base::writeFile(folder / name, content); !written)
      return tl::unexpected(written.error());
  return manifest;
}

} // namespace numeral::training
