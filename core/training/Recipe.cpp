#include "core/training/Recipe.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/training/Paper.h"

namespace numeral::training {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;
using Kind = SourceSpec::Kind;

constexpr std::pair<std::string_view, Kind> kKinds[] = {{"images", Kind::Images},
                                                        {"strokes", Kind::Strokes},
                                                        {"templates", Kind::Templates},
                                                        {"photographs", Kind::Photographs},
                                                        {"doodles", Kind::Doodles},
                                                        {"pairs", Kind::Pairs},
                                                        {"cuts", Kind::Cuts}};

SourceSpec readSpec(const nlohmann::json& json)
{
  SourceSpec spec;
  const auto kind = json.at("kind").get<std::string>();
  const auto* found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](auto& known) { return known.first == kind; });
  if (found == std::end(kKinds))
    throw std::invalid_argument(
        "\"kind\" must be images, strokes, templates, photographs, doodles, pairs or cuts, not \"" + kind + "\"");
  spec.kind = found->second;
  if (spec.fromFile())
    json.at("path").get_to(spec.path);
  else
    json.at("count").get_to(spec.count);
  spec.paper = json.value("paper", "phone");
  if (!paperNamed(spec.paper))
    throw std::invalid_argument("\"paper\" must be clean, phone or harsh");
  spec.weight = json.value("weight", 1.0);
  if (!(spec.weight > 0))
    throw std::invalid_argument("\"weight\" must be above 0");
  spec.holdBack = json.value("hold_back", std::size_t{0});
  spec.noClass = json.value("no_class", false) || spec.kind == Kind::Doodles;
  spec.name = json.value("name", spec.fromFile() ? spec.path : kind);
  const auto list = [&json](const char* key) { return json.value(key, std::vector<std::string>{}); };
  spec.contributorsHeldBack = list("contributors_held_back");
  spec.contributorsLeftOut = list("contributors_left_out");
  spec.labelsLeftOut = list("labels_left_out");
  return spec;
}

} // namespace

Expected<Recipe> parseRecipe(std::string_view text)
{
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object())
    return failure(ErrorCode::InvalidArgument, "The recipe is not a JSON object.");
  Recipe recipe;
  std::size_t number = 0;
  try {
    json.at("classes").get_to(recipe.classes);
    for (const auto& entry : json.at("sources")) {
      ++number;
      recipe.sources.push_back(readSpec(entry));
    }
  } catch (const std::exception& e) {
    return failure(ErrorCode::InvalidArgument,
                   number > 0 ? "The recipe's source " + std::to_string(number) + " cannot be read: " + e.what()
                              : "The recipe needs \"classes\", a list of names, and \"sources\", a list of objects.",
                   e.what());
  }
  if (recipe.classes.size() < 2 || recipe.sources.empty())
    return failure(ErrorCode::InvalidArgument, "The recipe needs at least two classes and one source.");
  return recipe;
}

} // namespace numeral::training
