#include "core/model/Reference.h"
#include "tests/fuzz/Target.h"

namespace numeral::fuzz {
namespace {

/// What is accepted can be counted with, can be written, and is accepted again.
void run(base::ByteSpan input)
{
  const auto reference = model::parseReference(base::textOf(input));
  if (!reference) {
    require(!reference.error().message.empty());
    return;
  }
  require(reference->glyphs() > 0 && reference->classCounts.size() == reference->classes.size() + 1);
  for (const auto& [feature, distribution] : reference->features) {
    require(distribution.counts.size() <= model::Distribution::kMostBins);
    for (const double value : {-1e300, 0.0, distribution.edges.front(), 1e300})
      require(distribution.binOf(value) < distribution.counts.size());
  }
  const auto text = model::toJson(*reference);
  const auto again = model::parseReference(text);
  require(again.has_value() && model::toJson(*again) == text);
}

std::vector<std::string> seeds()
{
  model::Reference reference;
  reference.sha256 = "00";
  reference.classes = {"0", "1"};
  reference.classCounts = {3, 2, 1};
  const auto plain = model::toJson(reference);
  reference.madeFrom = {"mnist"};
  for (const auto feature : model::kFeatures)
    reference.features[feature] = {{0.25, 0.5}, {1, 2, 3}};
  return {plain, model::toJson(reference), "{}"};
}

} // namespace

Target referenceTarget()
{
  return {"reference",
          run,
          seeds,
          {"\"sha256\":", "\"made_from\":", "\"classes\":", "\"class_counts\":", "\"features\":", "\"confidence\":",
           "\"edges\":", "\"counts\":", "1e308", "-1", "18446744073709551615", "null"}};
}

} // namespace numeral::fuzz
