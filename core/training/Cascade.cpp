#include "core/training/Cascade.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <utility>

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/model/CascadeModel.h"
#include "core/model/Softmax.h"
#include "core/model/TensorFormat.h"
#include "core/training/Calibration.h"

namespace numeral::training {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kMaxModelBytes = std::size_t{2} << 30;

base::Expected<void> requireAlike(const model::Manifest& a, const model::Manifest& b)
{
  if (a.second || b.second)
    return base::failure(base::ErrorCode::InvalidArgument, "One of the two is a cascade already.");
  if (a.classes != b.classes || a.background != b.background || a.pairs != b.pairs || a.input != b.input ||
      a.mean != b.mean || a.deviation != b.deviation || a.preprocessing != b.preprocessing || a.task != b.task ||
      a.license != b.license)
    return base::failure(base::ErrorCode::InvalidArgument,
                         a.name + " " + a.version + " and " + b.name + " " + b.version +
                             " cannot be joined: task, classes, input, normalisation, preprocessing and licence must "
                             "be the same. Train both by one recipe.");
  return {};
}

base::Expected<std::vector<float>> logitsOf(const model::Model& model, const model::Manifest& manifest,
                                            const Dataset& images)
{
  const model::TensorFormat format(manifest);
  std::vector<float> logits(images.size() * manifest.outputs());
  for (std::size_t from = 0; from < images.size(); from += kBatch) {
    const std::size_t count = std::min(kBatch, images.size() - from);
    std::vector<float> batch;
    for (std::size_t i = from; i < from + count; ++i) {
      const auto pixels = images.image(i);
      if (auto done = format.append(std::vector<float>(pixels.begin(), pixels.end()), batch); !done)
        return tl::unexpected(done.error());
    }
    if (auto done = model.forward(batch, count,
                                  std::span(logits).subspan(from * manifest.outputs(), count * manifest.outputs()));
        !done)
      return tl::unexpected(done.error());
  }
  return logits;
}

/// As CascadeModel decides, of logits that are there already.
struct Joined {
  std::vector<float> logits;
  std::size_t asked = 0;
};

Joined join(std::span<const float> first, std::span<const float> second, std::size_t outputs, double askedBelow)
{
  Joined joined{{first.begin(), first.end()}, 0};
  for (std::size_t i = 0; i < first.size(); i += outputs) {
    const auto probabilities = model::softmax(first.subspan(i, outputs), 1);
    if (model::CascadeModel::sure(*std::max_element(probabilities.begin(), probabilities.end()), askedBelow))
      continue;
    ++joined.asked;
    for (std::size_t k = i; k < i + outputs; ++k)
      joined.logits[k] = second[k];
  }
  return joined;
}

CascadeFigures figuresOf(const Joined& joined, const Dataset& images, const model::Manifest& manifest,
                         double askedBelow)
{
  const auto calibration = calibrate(joined.logits, images.labels, manifest.classes.size());
  CascadeFigures figures{askedBelow, 0, 0, 0};
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto probabilities = model::softmax(
        std::span(joined.logits).subspan(i * manifest.outputs(), manifest.outputs()), calibration.temperature);
    const auto label = static_cast<std::size_t>(images.labels[i]);
    const auto best = std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin();
    figures.accuracy += static_cast<std::size_t>(best) == label ? 1 : 0;
    figures.logLoss -= std::log(std::max(probabilities[label], 1e-30F));
  }
  const auto count = static_cast<double>(images.size());
  figures.asked = static_cast<double>(joined.asked) / count;
  figures.accuracy /= count;
  figures.logLoss /= count;
  return figures;
}

} // namespace

base::Expected<std::vector<CascadeFigures>> tryCascade(const model::Bundle& first, const model::Bundle& second,
                                                       const Dataset& heldBack, const std::vector<double>& thresholds)
{
  if (auto alike = requireAlike(first.manifest, second.manifest); !alike)
    return tl::unexpected(alike.error());
  const auto a = logitsOf(*first.model, first.manifest, heldBack);
  if (!a)
    return tl::unexpected(a.error());
  const auto b = logitsOf(*second.model, second.manifest, heldBack);
  if (!b)
    return tl::unexpected(b.error());
  std::set<double> all{0, 1};
  all.insert(thresholds.begin(), thresholds.end());
  std::vector<CascadeFigures> figures;
  for (const double threshold : all)
    figures.push_back(
        figuresOf(join(*a, *b, first.manifest.outputs(), threshold), heldBack, first.manifest, threshold));
  return figures;
}

base::Expected<model::Manifest> writeCascade(const model::Bundle& first, const model::Bundle& second,
                                             const Dataset& heldBack, double askedBelow, const std::string& version,
                                             const std::filesystem::path& folder)
{
  if (auto alike = requireAlike(first.manifest, second.manifest); !alike)
    return tl::unexpected(alike.error());
  const model::CascadeModel cascade(first.model, second.model, askedBelow);
  const auto logits = logitsOf(cascade, first.manifest, heldBack);
  if (!logits)
    return tl::unexpected(logits.error());
  const auto calibration = calibrate(*logits, heldBack.labels, first.manifest.classes.size());
  const auto file = base::readFile(first.folder / first.manifest.file, kMaxModelBytes);
  if (!file)
    return tl::unexpected(file.error());
  const auto secondFile = base::readFile(second.folder / second.manifest.file, kMaxModelBytes);
  if (!secondFile)
    return tl::unexpected(secondFile.error());

  std::error_code ec;
  for (const auto* source : {&first, &second})
    if (std::filesystem::equivalent(source->folder, folder, ec))
      return base::failure(base::ErrorCode::InvalidArgument,
                           folder.string() + " holds one of the two; write the joined model to a folder of its own.");

  model::Manifest manifest = first.manifest;
  manifest.version = version;
  manifest.sha256 = base::sha256(*file);
  for (const auto& data : second.manifest.trainedOn)
    if (std::find(manifest.trainedOn.begin(), manifest.trainedOn.end(), data) == manifest.trainedOn.end())
      manifest.trainedOn.push_back(data);
  manifest.temperature = calibration.temperature;
  manifest.thresholds = calibration.thresholds;
  manifest.file = "model.pt";
  manifest.second = {"second.pt", base::sha256(*secondFile), askedBelow};
  manifest.architecture =
      "a cascade of two: " + first.manifest.architecture + "; in doubt " + second.manifest.architecture;
  manifest.parameters += second.manifest.parameters;
  manifest.measured.clear();
  manifest.measured["held back"] = {figuresOf({*logits, 0}, heldBack, manifest, askedBelow).accuracy, heldBack.size()};
  const std::pair<std::string, std::string> parts[] = {{manifest.file, std::string(base::textOf(*file))},
                                                       {manifest.second->file, std::string(base::textOf(*secondFile))},
                                                       {"manifest.json", model::toJson(manifest)}};
  for (const auto& [name, content] : parts)
    if (auto written = base::writeFile(folder / name, content); !written)
      return tl::unexpected(written.error());
  return manifest;
}

} // namespace numeral::training
