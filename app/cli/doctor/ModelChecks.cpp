#include "app/cli/doctor/ModelChecks.h"

#include <algorithm>
#include <string>

#include "app/cli/Text.h"
#include "core/engine/LocalRecognizer.h"
#include "core/image/Codec.h"
#include "core/model/Bundle.h"
#include "core/model/Store.h"
#include "core/strokes/Rasteriser.h"
#include "core/training/DigitTemplates.h"
#include "core/vision/GlyphFinder.h"

namespace numeral::cli::doctor {
namespace {

constexpr int kDrawn = 7;
constexpr const char* kOtherModel = "Restore it from where it came, or give another: --model PATH.";

Finding checkPreprocessing(const model::Manifest& manifest)
{
  const std::string its = std::to_string(manifest.preprocessing);
  const std::string ours = std::to_string(vision::kPreprocessingVersion);
  if (manifest.task != "digits")
    return {State::Ok, "preprocessing", "The model takes whole images, so it is of no concern.", {}};
  if (manifest.preprocessing == vision::kPreprocessingVersion)
    return {State::Ok, "preprocessing", "The model was trained with version " + its + ", which this program has.", {}};
  return {State::Problem, "preprocessing",
          "The model was trained with version " + its + ", but this program has " + ours + ".",
          "Use the model that came with this version, or train it anew: numeralctl train."};
}

/// A seven as an image file, so that decoding takes part.
base::Expected<engine::Recognition> readSeven(const std::filesystem::path& path)
{
  const auto templates = training::digitTemplates();
  const auto seven = std::find_if(templates.begin(), templates.end(),
                                  [](const training::LabelledDrawing& entry) { return entry.label == kDrawn; });
  auto png = image::encodePng(strokes::rasterise(seven->drawing).image);
  if (!png)
    return tl::unexpected(png.error());
  auto bundle = model::loadBundle(path, {});
  if (!bundle)
    return tl::unexpected(bundle.error());
  model::Store store;
  store.put(std::move(*bundle));
  engine::LocalRecognizer recognizer(store, {});
  recognizer.recognize(engine::EncodedImage{*png}); // the first one is slow
  return recognizer.recognize(engine::EncodedImage{std::move(*png)});
}

Finding checkReading(const std::filesystem::path& path, const std::string& task)
{
  const auto answer = readSeven(path);
  if (!answer)
    return {State::Problem, "reading", answer.error().message, kOtherModel};
  const std::string what = answer->label ? "\"" + printable(*answer->label) + "\"" : std::string("nothing");
  const std::string how =
      " (" + percent(answer->confidence) + " sure) in " + duration(answer->times.total) + " on " + answer->device + ".";
  if (task != "digits")
    return {State::Ok, "reading", "The model answers " + what + how, {}};
  if (answer->label == std::to_string(kDrawn))
    return {State::Ok, "reading", "A drawn 7 is read as " + what + how, {}};
  return {State::Warning, "reading", "A drawn 7 is read as " + what + how,
          "Measure the model (numeralctl eval), or use the one that came with the program."};
}

} // namespace

std::vector<Finding> checkModel(const std::filesystem::path& path)
{
  const auto manifest = model::verifyBundle(path);
  if (!manifest)
    return {{State::Problem, "model", manifest.error().message, kOtherModel}};
  constexpr std::size_t kShortSum = 12;
  std::vector<Finding> findings{{State::Ok,
                                 "model",
                                 manifest->name + " " + manifest->version + " in " + path.string() + ", SHA-256 " +
                                     manifest->sha256.substr(0, kShortSum) + "… as its manifest says.",
                                 {}},
                                checkPreprocessing(*manifest)};
  if (findings.back().state != State::Problem)
    findings.push_back(checkReading(path, manifest->task));
  return findings;
}

} // namespace numeral::cli::doctor
