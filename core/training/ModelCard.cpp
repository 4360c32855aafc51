#include "core/training/ModelCard.h"

#include <iomanip>
#include <sstream>

#include "core/base/Version.h"

namespace numeral::training {
namespace {

std::string percent(double share)
{
  std::ostringstream text;
  text << std::fixed << std::setprecision(2) << 100 * share << " %";
  return text.str();
}

void writeMeasured(std::ostream& out, const model::Manifest& manifest)
{
  out << "## Measured\n\n";
  if (manifest.measured.empty()) {
    out << "Nothing yet: no images were held back.\n\n";
    return;
  }
  out << "| data | accuracy | images |\n| --- | --- | --- |\n";
  for (const auto& [name, figure] : manifest.measured)
    out << "| " << name << " | " << percent(figure.accuracy) << " | " << figure.samples << " |\n";
  out << "\n";
  out << "\"held back\" are images like those trained on that the network did not see, things that are no class "
         "among them; settings, calibration and thresholds are chosen by them. A test set is measured with "
         "`numeralctl eval`, once, at the end.\n\n";
}

void writeTraining(std::ostream& out, const TrainingOptions& options, const std::vector<EpochResult>& history)
{
  double seconds = 0;
  for (const auto& result : history)
    seconds += result.seconds;
  out << "## Training\n\n"
      << "| setting | value |\n| --- | --- |\n"
      << "| epochs | " << history.size() << " of " << options.epochs << ", " << static_cast<long>(seconds)
      << " s in all |\n"
      << "| images a batch | " << options.batchSize << " |\n"
      << "| optimiser | SGD, Nesterov momentum " << options.momentum << ", weight decay " << options.weightDecay
      << " (convolutions and linear layer) |\n"
      << "| learning rate | one cycle, peak " << options.peakRate << " |\n"
      << "| label smoothing | " << options.labelSmoothing << " |\n";
  if (!options.teachers.empty())
    out << "| teachers | " << options.teachers.size() << " models, " << options.teacherShare << " of the target |\n";
  if (options.hardest < 1)
    out << "| learned from | the hardest " << options.hardest << " of each batch |\n";
  out << "| precision | " << options.precision << " |\n"
      << "| weights | exponential average, decay " << options.averageDecay << " a step |\n"
      << "| seed | " << options.seed << " |\n"
      << "| made with | Numeral " << base::version() << " (" << base::revision() << ") |\n\n";
}

void writeReproduction(std::ostream& out, const ModelIdentity& identity, const TrainingOptions& options)
{
  out << "## How to make it again\n\n```\nnumeralctl train --recipe recipe.json --arch " << options.architecture
      << " --epochs " << options.epochs << " --batch-size " << options.batchSize << " --rate " << options.peakRate
      << " --label-smoothing " << options.labelSmoothing << " --seed " << options.seed;
  for (const auto& teacher : options.teachers)
    out << " --teacher " << teacher.string();
  if (!options.teachers.empty())
    out << " --teacher-share " << options.teacherShare;
  if (options.hardest < 1)
    out << " --hardest " << options.hardest;
  if (!identity.from.empty())
    out << " --from " << identity.from.string();
  if (identity.kept > 0)
    out << " --keep " << identity.kept;
  out << " --precision " << options.precision << " --out DIR\n```\n\n"
      << "Same data, settings, machine and number of threads give the same weights, bit for bit; elsewhere they "
         "differ in the last bits, and so the figures by a few images.\n";
}

} // namespace

std::string modelCard(const model::Manifest& manifest, const ModelIdentity& identity, const TrainingOptions& options,
                      const std::vector<EpochResult>& history)
{
  std::ostringstream out;
  out << "# Model card: " << manifest.name << " " << manifest.version << "\n\n"
      << "Task \"" << manifest.task << "\", " << manifest.classes.size() << " classes (";
  for (std::size_t i = 0; i < manifest.classes.size(); ++i)
    out << (i > 0 ? ", " : "") << manifest.classes[i];
  out << "), input " << manifest.input.channels << " x " << manifest.input.height << " x " << manifest.input.width
      << ", " << manifest.parameters << " parameters.\n\n"
      << "Network " << manifest.architecture << ".\n\nLicence of the weights: " << manifest.license << ".\n\n";
  writeMeasured(out, manifest);
  out << "## Data\n\n| data | originals | seen an epoch | held back |\n| --- | --- | --- | --- |\n";
  for (const auto& part : identity.data)
    out << "| " << part.name << " | " << part.originals << " | " << part.perEpoch << " | " << part.heldBack << " |\n";
  out << "\nEvery image is altered anew each time it is seen. The data sets' own terms apply to them; they are no part "
         "of the model.\n\n";
  writeTraining(out, options, history);
  out << "## Limits\n\n";
  if (!manifest.background)
    out << "* It knows its classes and nothing else: shown anything else, it names the class that looks most like "
           "it.\n";
  out << "* Confidences are the softmax of the logits at temperature " << manifest.temperature
      << ", chosen on what was held back.\n"
         "* It reads what its training images look like. Writing habits that they do not show, such as zeros with a "
         "slash, ones with a long flag or sevens with a bar where they are rare, are where mistakes come from.\n"
         "* Images must come through the preprocessing that the manifest names, version "
      << manifest.preprocessing << ".\n\n";
  writeReproduction(out, identity, options);
  return out.str();
}

} // namespace numeral::training
