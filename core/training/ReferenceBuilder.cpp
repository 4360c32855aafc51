#include "core/training/ReferenceBuilder.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace numeral::training {
namespace {

using model::Feature;

/// Most confidences lie so near to 1 that their percentiles would part what nobody tells apart.
const std::vector<double> kConfidenceEdges{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999};
constexpr std::size_t kPercent = 100;

/// What people can read in a file; six digits part more than any bin does.
double rounded(double value)
{
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return std::strtod(text.data(), nullptr);
}

/// The percentiles, fewer where many values are the same. `values`: sorted.
std::vector<double> percentiles(const std::vector<double>& values)
{
  std::vector<double> edges;
  for (std::size_t i = 1; i < kPercent; ++i)
    if (const double edge = rounded(values[i * values.size() / kPercent]); edges.empty() || edge > edges.back())
      edges.push_back(edge);
  return edges;
}

model::Distribution distribution(Feature feature, std::vector<double> values)
{
  std::sort(values.begin(), values.end());
  model::Distribution counted;
  counted.edges = feature == Feature::Confidence ? kConfidenceEdges : percentiles(values);
  counted.counts.resize(counted.edges.size() + 1);
  for (const double value : values)
    ++counted.counts[counted.binOf(value)];
  return counted;
}

} // namespace

ReferenceBuilder::ReferenceBuilder(const model::Manifest& manifest)
{
  m_counted.sha256 = manifest.weights();
  m_counted.classes = manifest.classes;
  m_counted.classCounts.resize(manifest.classes.size() + 1);
}

void ReferenceBuilder::add(const model::Item& item)
{
  ++m_counted.classCounts.at(model::classOf(item));
  for (const Feature feature : model::kFeatures)
    if (const auto value = model::valueOf(item, feature))
      m_values[feature].push_back(*value);
}

base::Expected<model::Reference> ReferenceBuilder::build(std::vector<std::string> madeFrom) const
{
  auto reference = m_counted;
  if (reference.glyphs() == 0)
    return base::failure(base::ErrorCode::InvalidArgument,
                         "Nothing was found in the pictures that the reference should be made from.");
  reference.madeFrom = std::move(madeFrom);
  for (const auto& [feature, values] : m_values)
    reference.features[feature] = distribution(feature, values);
  return reference;
}

} // namespace numeral::training
