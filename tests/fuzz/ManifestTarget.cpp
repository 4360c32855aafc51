#include "core/model/Manifest.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

/// What is accepted can be written, and is accepted again.
void run(base::ByteSpan input)
{
  const auto manifest = model::parseManifest(base::textOf(input));
  if (!manifest) {
    require(!manifest.error().message.empty());
    return;
  }
  require(manifest->input.size() > 0 && manifest->outputs() >= 2);
  const auto text = model::toJson(*manifest);
  const auto again = model::parseManifest(text);
  require(again.has_value() && model::toJson(*again) == text);
}

std::vector<std::string> seeds()
{
  model::Manifest manifest;
  manifest.name = "digits";
  manifest.version = "1.0.0";
  manifest.task = "digits";
  manifest.classes = {"0", "1"};
  manifest.mean = {0.25F};
  manifest.deviation = {0.5F};
  const auto plain = model::toJson(manifest);
  manifest.background = true;
  manifest.second = model::SecondNetwork{"second.pt", "00", 0.5};
  manifest.measured["mnist"] = {0.99, 10};
  manifest.trainedOn = {"mnist"};
  auto huge = plain;
  huge.replace(huge.find("0.25"), 4, "1e99"); // more than a float holds
  return {plain, huge, model::toJson(manifest), "{}"};
}

} // namespace

Target manifestTarget()
{
  return {"manifest",
          run,
          seeds,
          {"\"name\":", "\"classes\":", "\"input\":", "\"channels\":", "\"normalisation\":", "\"mean\":",
           "\"deviation\":", "\"calibration\":", "\"temperature\":", "\"second\":", "\"measured\":", "\"file\":",
           "1e308", "1e39", "-1", "null", "../"}};
}

} // namespace numeral::fuzz
