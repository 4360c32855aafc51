#include "core/training/Recipe.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/image/Codec.h"
#include "core/strokes/Rasteriser.h"
#include "core/training/DigitTemplates.h"
#include "core/training/GlyphImage.h"
#include "core/training/IdxReader.h"
#include "core/training/ImageSource.h"
#include "core/training/NoDigitSources.h"
#include "core/training/PhotographSource.h"
#include "core/training/Samples.h"
#include "core/training/StrokeSource.h"
#include "core/vision/GlyphFinder.h"

namespace numeral::training {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;
using Kind = Ingredient::Kind;

constexpr std::pair<std::string_view, Kind> kKinds[] = {
    {"images", Kind::Images},           {"strokes", Kind::Strokes}, {"templates", Kind::Templates},
    {"photographs", Kind::Photographs}, {"doodles", Kind::Doodles}, {"neighbours", Kind::Neighbours}};

bool contains(const std::vector<std::string>& list, const std::string& word)
{
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool fromFile(const Ingredient& ingredient)
{
  return ingredient.kind == Kind::Images || ingredient.kind == Kind::Strokes;
}

Ingredient readIngredient(const nlohmann::json& json)
{
  Ingredient ingredient;
  const auto kind = json.at("source").get<std::string>();
  const auto* found =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](auto& known) { return known.first == kind; });
  if (found == std::end(kKinds))
    throw std::invalid_argument(
        "\"source\" must be images, strokes, templates, photographs, doodles or neighbours, not \"" + kind + "\"");
  ingredient.kind = found->second;
  if (fromFile(ingredient))
    json.at("path").get_to(ingredient.path);
  else
    json.at("count").get_to(ingredient.count);
  ingredient.paper = json.value("paper", "phone");
  if (!paperNamed(ingredient.paper))
    throw std::invalid_argument("\"paper\" must be clean, phone or harsh");
  ingredient.weight = json.value("weight", 1.0);
  if (!(ingredient.weight > 0))
    throw std::invalid_argument("\"weight\" must be above 0");
  ingredient.holdBack = json.value("hold_back", std::size_t{0});
  ingredient.noClass =
      json.value("no_class", false) || ingredient.kind == Kind::Doodles || ingredient.kind == Kind::Neighbours;
  ingredient.name = json.value("name", fromFile(ingredient) ? ingredient.path : kind);
  const auto list = [&json](const char* key) { return json.value(key, std::vector<std::string>{}); };
  ingredient.contributorsHeldBack = list("contributors_held_back");
  ingredient.contributorsLeftOut = list("contributors_left_out");
  ingredient.labelsLeftOut = list("labels_left_out");
  return ingredient;
}

/// Fills a pantry, one ingredient after another.
class Cook {
public:
  Cook(const std::filesystem::path& data, std::uint64_t seed, Pantry& pantry)
      : m_data(data), m_seed(seed), m_pantry(pantry)
  {
  }

  Expected<void> add(const Ingredient& ingredient)
  {
    std::error_code ec;
    if (fromFile(ingredient) && !std::filesystem::exists(m_data / ingredient.path, ec)) {
      m_pantry.missing.push_back(ingredient.name);
      return {};
    }
    Expected<std::shared_ptr<const Source>> source = take(ingredient);
    if (!source)
      return tl::unexpected(source.error());
    const double weight = fromFile(ingredient)
                              ? ingredient.weight
                              : static_cast<double>(ingredient.count) / static_cast<double>((*source)->size());
    m_pantry.training.add(*source, weight);
    m_pantry.parts.push_back(
        {ingredient.name, (*source)->size(), m_pantry.training.parts().back().count(), m_heldBackHere});
    if (ingredient.kind != Kind::Photographs)
      (ingredient.noClass ? m_others : m_digits).push_back(*source);
    m_fromFiles = m_fromFiles || fromFile(ingredient);
    return {};
  }

  bool fromFiles() const { return m_fromFiles; }

private:
  int noClass() const { return static_cast<int>(m_pantry.classes.size()); }

  Expected<std::shared_ptr<const Source>> take(const Ingredient& ingredient)
  {
    m_heldBackHere = 0;
    const bool fromOthers = ingredient.kind == Kind::Photographs && ingredient.noClass;
    if ((ingredient.kind == Kind::Neighbours || ingredient.kind == Kind::Photographs) &&
        (fromOthers ? m_others : m_digits).empty())
      return failure(ErrorCode::InvalidArgument, "The recipe's neighbours and photographs need something before them "
                                                 "in the list that they show.");
    const int side = m_pantry.heldBack.shape.width;
    std::shared_ptr<const Source> made;
    switch (ingredient.kind) {
    case Kind::Images: return images(ingredient);
    case Kind::Strokes: return strokes(ingredient);
    case Kind::Templates: {
      constexpr HandVariation kWide{12, 0.35, 0.3, 0.09, 0.03}; // few skeletons stand for many hands
      made = makeStrokeSource(digitTemplates(), kWide, side);
      break;
    }
    case Kind::Photographs:
      made = makePhotographSource(ingredient.noClass ? m_others : m_digits, ingredient.count,
                                  *paperNamed(ingredient.paper));
      break;
    case Kind::Doodles: made = makeDoodleSource(ingredient.count, noClass(), side); break;
    case Kind::Neighbours: made = makeNeighbourSource(m_digits, ingredient.count, noClass()); break;
    }
    holdBackDrawn(*made, ingredient.holdBack);
    return made;
  }

  void holdBack(std::span<const std::uint8_t> image, int label)
  {
    m_pantry.heldBack.append(image, label);
    ++m_heldBackHere;
  }

  /// What is made up is never the same twice; another seed gives what is held back.
  void holdBackDrawn(const Source& source, std::size_t count)
  {
    std::vector<std::uint8_t> image(source.shape().size());
    for (std::size_t i = 0; i < count; ++i) {
      source.draw(i % source.size(), Random(~m_seed, i), image);
      holdBack(image, source.label(i % source.size()));
    }
  }

  Expected<std::shared_ptr<const Source>> images(const Ingredient& ingredient)
  {
    const auto path = m_data / ingredient.path;
    auto all = findIdxPair(path, Split::Train) ? readIdx(*findIdxPair(path, Split::Train)) : readFolder(path);
    if (!all)
      return tl::unexpected(all.error());
    if (ingredient.noClass)
      std::fill(all->labels.begin(), all->labels.end(), noClass());
    auto [rest, kept] = holdOut(*all, ingredient.holdBack, m_seed);
    for (std::size_t i = 0; i < kept.size(); ++i)
      holdBack(kept.image(i), kept.labels[i]);
    return makeImageSource(std::move(rest), Augmentation());
  }

  int labelOf(const std::string& truth) const
  {
    return static_cast<int>(std::find(m_pantry.classes.begin(), m_pantry.classes.end(), truth) -
                            m_pantry.classes.begin());
  }

  /// Folders named by label, through the vision of serving; pictures of more or less than one glyph are left out.
  Expected<Dataset> readFolder(const std::filesystem::path& path)
  {
    const auto samples = openSamples(path, {});
    if (!samples)
      return tl::unexpected(samples.error());
    Dataset dataset;
    dataset.shape = m_pantry.heldBack.shape;
    for (const auto& sample : *samples) {
      const auto input = sample.load();
      const auto* file = input ? std::get_if<engine::EncodedImage>(&*input) : nullptr;
      const auto image = file ? image::decode(file->bytes) : Expected<image::Image>();
      const auto page = image ? vision::findGlyphs(*image, {dataset.shape.width, false}) : vision::Page();
      if (page.glyphs.size() == 1)
        dataset.append(page.glyphs.front().input.pixels, labelOf(sample.truth));
    }
    return dataset;
  }

  Expected<std::shared_ptr<const Source>> strokes(const Ingredient& ingredient)
  {
    const auto samples = openSamples(m_data / ingredient.path, {});
    if (!samples)
      return tl::unexpected(samples.error());
    std::vector<LabelledDrawing> drawings;
    for (const auto& sample : *samples) {
      if (contains(ingredient.contributorsLeftOut, sample.contributor) ||
          contains(ingredient.labelsLeftOut, sample.truth))
        continue;
      const auto input = sample.load();
      if (!input)
        return tl::unexpected(input.error());
      const auto* drawing = std::get_if<strokes::Drawing>(&*input);
      if (drawing == nullptr)
        return failure(ErrorCode::InvalidArgument, ingredient.path + " holds no strokes; its source is \"images\".");
      const int label = ingredient.noClass ? noClass() : labelOf(sample.truth);
      if (label > noClass() || (label == noClass() && !ingredient.noClass))
        return failure(ErrorCode::InvalidArgument, ingredient.path + ": \"" + sample.truth +
                                                       "\" is no class of the recipe; leave it out with "
                                                       "\"labels_left_out\", or say \"no_class\": true.");
      if (contains(ingredient.contributorsHeldBack, sample.contributor))
        holdBack(glyphOfRaster(strokes::rasterise(*drawing).image, m_pantry.heldBack.shape.width).pixels, label);
      else
        drawings.push_back({*drawing, label});
    }
    if (drawings.empty())
      return failure(ErrorCode::InvalidArgument, ingredient.path + " has nothing left to train on.");
    return makeStrokeSource(std::move(drawings), {}, m_pantry.heldBack.shape.width);
  }

  const std::filesystem::path& m_data;
  const std::uint64_t m_seed;
  Pantry& m_pantry;
  std::vector<std::shared_ptr<const Source>> m_digits; ///< what was added so far, to be shown by other sources
  std::vector<std::shared_ptr<const Source>> m_others; ///< the same of what is no class
  std::size_t m_heldBackHere = 0;
  bool m_fromFiles = false;
};

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
    for (const auto& entry : json.at("ingredients")) {
      ++number;
      recipe.ingredients.push_back(readIngredient(entry));
    }
  } catch (const std::exception& e) {
    return failure(ErrorCode::InvalidArgument,
                   number > 0
                       ? "The recipe's ingredient " + std::to_string(number) + " cannot be read: " + e.what()
                       : "The recipe needs \"classes\", a list of names, and \"ingredients\", a list of objects.",
                   e.what());
  }
  if (recipe.classes.size() < 2 || recipe.ingredients.empty())
    return failure(ErrorCode::InvalidArgument, "The recipe needs at least two classes and one ingredient.");
  return recipe;
}

Expected<Pantry> gather(const Recipe& recipe, const std::filesystem::path& data, std::uint64_t seed)
{
  Pantry pantry;
  pantry.classes = recipe.classes;
  // The first IDX images tell the size, and where the recipe is silent the classes.
  for (const auto& ingredient : recipe.ingredients)
    if (ingredient.kind == Kind::Images)
      if (const auto pair = findIdxPair(data / ingredient.path, Split::Train)) {
        const auto images = readIdx(*pair);
        if (!images)
          return tl::unexpected(images.error());
        pantry.heldBack.shape = images->shape;
        const int highest = *std::max_element(images->labels.begin(), images->labels.end());
        for (int label = static_cast<int>(pantry.classes.size()); recipe.classes.empty() && label <= highest; ++label)
          pantry.classes.push_back(std::to_string(label));
        break;
      }
  Cook cook(data, seed, pantry);
  for (const auto& ingredient : recipe.ingredients) {
    pantry.background = pantry.background || ingredient.noClass;
    if (auto added = cook.add(ingredient); !added)
      return tl::unexpected(added.error());
  }
  if (!cook.fromFiles())
    return failure(ErrorCode::NotFound, data.string() + " holds none of the data that the recipe names. "
                                                        "`numeralctl data fetch` gets MNIST.");
  return pantry;
}

} // namespace numeral::training
