#include "app/desktop/ModelFacts.h"

#include "core/base/Files.h"

namespace numeral::desktop {
namespace {

constexpr std::size_t kMaxCardBytes = 256u << 10;
constexpr const char* kCardName = "MODEL_CARD.md";

void readCard(const std::filesystem::path& folder, report::ModelFacts& facts)
{
  if (folder.empty()) {
    facts.cardProblem = "This model lies in no folder, so it has no model card.";
    return;
  }
  const auto bytes = base::readFile(folder / kCardName, kMaxCardBytes);
  if (bytes)
    facts.card = base::textOf(*bytes);
  else if (bytes.error().code == base::ErrorCode::NotFound)
    facts.cardProblem = "This model has no model card: there is no " + std::string(kCardName) + " in " +
                        folder.string() + ". Ask whoever made it what it was trained and tested on.";
  else
    facts.cardProblem = bytes.error().message;
}

} // namespace

report::ModelFacts modelFacts(const model::Bundle& bundle)
{
  const model::Manifest& manifest = bundle.manifest;
  report::ModelFacts facts;
  facts.name = manifest.name;
  facts.version = manifest.version;
  facts.task = manifest.task;
  facts.architecture = manifest.architecture;
  facts.parameters = manifest.parameters;
  facts.channels = manifest.input.channels;
  facts.height = manifest.input.height;
  facts.width = manifest.input.width;
  facts.temperature = manifest.temperature;
  facts.unsureBelow = manifest.thresholds.unsure;
  facts.knowsNone = manifest.background;
  facts.noneAbove = manifest.thresholds.notADigit;
  facts.preprocessing = manifest.preprocessing;
  facts.device = bundle.device;
  facts.sha256 = manifest.sha256;
  facts.license = manifest.license;
  facts.trainedOn = manifest.trainedOn;
  for (const auto& [data, measured] : manifest.measured)
    facts.measured.push_back({data, measured.accuracy, measured.samples});
  readCard(bundle.folder, facts);
  return facts;
}

} // namespace numeral::desktop
