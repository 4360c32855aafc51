#include "core/model/Reference.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/Files.h"

namespace numeral::model {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;
using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = 1U << 20;
constexpr std::size_t kMaxClasses = 10'000;
constexpr std::uint64_t kMaxCount = std::uint64_t{1} << 40; // so that no sum of them wraps

tl::unexpected<base::Error> wrong(const std::string& what)
{
  return failure(ErrorCode::InvalidModel, std::string(kReferenceFile) + ": " + what + ".");
}

std::uint64_t sumOf(const std::vector<std::uint64_t>& counts)
{
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// `member`: for the message.
Expected<std::vector<std::uint64_t>> readCounts(const Json& json, const std::string& member)
{
  const auto isCount = [](const Json& value) {
    return value.is_number_unsigned() && value.get<std::uint64_t>() <= kMaxCount;
  };
  if (!json.is_array() || !std::all_of(json.begin(), json.end(), isCount))
    return wrong("\"" + member + "\" must be a list of whole numbers from 0 on");
  auto counts = json.get<std::vector<std::uint64_t>>();
  if (sumOf(counts) == 0)
    return wrong("\"" + member + "\" counts nothing");
  return counts;
}

Expected<Distribution> readDistribution(const Json& json, const std::string& member)
{
  if (!json.is_object() || !json.contains("edges") || !json.contains("counts"))
    return wrong("\"" + member + "\" must have \"edges\" and \"counts\"");
  const auto& edges = json.at("edges");
  const auto isNumber = [](const Json& value) { return value.is_number() && std::isfinite(value.get<double>()); };
  if (!edges.is_array() || edges.empty() || edges.size() >= Distribution::kMostBins ||
      !std::all_of(edges.begin(), edges.end(), isNumber))
    return wrong("\"" + member + ".edges\" must be 1 to " + std::to_string(Distribution::kMostBins - 1) + " numbers");
  Distribution read;
  read.edges = edges.get<std::vector<double>>();
  if (std::adjacent_find(read.edges.begin(), read.edges.end(), std::greater_equal<>()) != read.edges.end())
    return wrong("\"" + member + ".edges\" must rise");
  auto counts = readCounts(json.at("counts"), member + ".counts");
  if (!counts)
    return tl::unexpected(counts.error());
  if (counts->size() != read.edges.size() + 1)
    return wrong("\"" + member + ".counts\" must be one more than its edges");
  read.counts = std::move(*counts);
  return read;
}

Expected<void> readClasses(const Json& json, Reference& reference)
{
  const auto isText = [](const Json& value) { return value.is_string(); };
  const auto& classes = json.at("classes");
  if (!classes.is_array() || classes.size() < 2 || classes.size() > kMaxClasses ||
      !std::all_of(classes.begin(), classes.end(), isText))
    return wrong("\"classes\" must name 2 to " + std::to_string(kMaxClasses) + " classes");
  reference.classes = classes.get<std::vector<std::string>>();
  auto counts = readCounts(json.at("class_counts"), "class_counts");
  if (!counts)
    return tl::unexpected(counts.error());
  if (counts->size() != reference.classes.size() + 1)
    return wrong("\"class_counts\" must be one more than the classes: the last one is of what was called no digit");
  reference.classCounts = std::move(*counts);
  return {};
}

Expected<void> readFeatures(const Json& json, Reference& reference)
{
  if (!json.is_object())
    return wrong("\"features\" must be an object");
  for (const auto& [word, value] : json.items()) {
    const auto* feature =
        std::find_if(kFeatures.begin(), kFeatures.end(), [&word = word](Feature one) { return name(one) == word; });
    if (feature == kFeatures.end())
      return wrong("\"features\" has a member that is no feature");
    auto read = readDistribution(value, "features." + word);
    if (!read)
      return tl::unexpected(read.error());
    reference.features[*feature] = std::move(*read);
  }
  return {};
}

} // namespace

std::string_view name(Feature feature) noexcept
{
  switch (feature) {
  case Feature::Confidence: return "confidence";
  case Feature::Ink: return "ink";
  case Feature::StrokeWidth: return "stroke_width";
  case Feature::Aspect: return "aspect";
  case Feature::Contrast: return "contrast";
  }
  return {};
}

std::optional<double> valueOf(const Item& item, Feature feature)
{
  if (feature == Feature::Confidence)
    return item.best < item.probabilities.size() ? std::optional<double>(item.probabilities[item.best]) : std::nullopt;
  if (!(item.ink.aspect > 0)) // a box has sides: none was measured
    return std::nullopt;
  switch (feature) {
  case Feature::Ink: return item.ink.share;
  case Feature::StrokeWidth: return item.ink.stroke;
  case Feature::Aspect: return item.ink.aspect;
  default: return item.ink.contrast;
  }
}

std::size_t classOf(const Item& item)
{
  return item.verdict == Verdict::NotADigit ? item.probabilities.size() : item.best;
}

const Item* sampleOf(std::span<const Item> items, std::size_t turn)
{
  return items.empty() ? nullptr : &items[turn % items.size()];
}

std::size_t Distribution::binOf(double value) const
{
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
}

std::uint64_t Reference::glyphs() const { return sumOf(classCounts); }

Expected<Reference> parseReference(std::string_view text)
{
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    return wrong("it is not a JSON object");
  for (const char* member : {"sha256", "classes", "class_counts", "features"})
    if (!json.contains(member))
      return wrong(std::string("the member \"") + member + "\" is missing");
  Reference reference;
  if (!json.at("sha256").is_string())
    return wrong("\"sha256\" must be that of the model's file, of a cascade those of both with a plus between");
  reference.sha256 = json.at("sha256").get<std::string>();
  if (json.contains("made_from") && json.at("made_from").is_array())
    for (const auto& from : json.at("made_from"))
      if (from.is_string())
        reference.madeFrom.push_back(from.get<std::string>());
  if (auto read = readClasses(json, reference); !read)
    return tl::unexpected(read.error());
  if (auto read = readFeatures(json.at("features"), reference); !read)
    return tl::unexpected(read.error());
  return reference;
}

std::string toJson(const Reference& reference)
{
  // Ordered, because people read it.
  nlohmann::ordered_json json;
  json["sha256"] = reference.sha256;
  json["made_from"] = reference.madeFrom;
  json["glyphs"] = reference.glyphs();
  json["classes"] = reference.classes;
  json["class_counts"] = reference.classCounts;
  json["features"] = nlohmann::ordered_json::object();
  for (const auto& [feature, distribution] : reference.features)
    json["features"][std::string(name(feature))] = {{"edges", distribution.edges}, {"counts", distribution.counts}};
  return json.dump() + "\n";
}

Expected<std::shared_ptr<const Reference>> readReference(const std::filesystem::path& folder, const Manifest& manifest)
{
  const auto path = folder / kReferenceFile;
  const auto text = base::readFile(path, kMaxBytes);
  if (!text && text.error().code == ErrorCode::NotFound)
    return nullptr;
  if (!text)
    return tl::unexpected(text.error());
  auto reference = parseReference(base::textOf(*text));
  const std::string remedy = " Make it anew with `numeralctl model reference " + folder.string() + "`.";
  if (!reference)
    return failure(reference.error().code, path.string() + ": " + reference.error().message + remedy);
  if (reference->sha256 != manifest.weights() || reference->classes != manifest.classes)
    return failure(ErrorCode::InvalidModel,
                   path.string() + " was made with another model than " + manifest.file + " beside it." + remedy);
  return std::make_shared<const Reference>(std::move(*reference));
}

} // namespace numeral::model
