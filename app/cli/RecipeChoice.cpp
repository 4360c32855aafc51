#include "app/cli/RecipeChoice.h"

#include "core/base/Files.h"
#include "core/training/IdxReader.h"

namespace numeral::cli {

base::Expected<training::Recipe> readRecipe(const std::filesystem::path& file)
{
  constexpr std::size_t kMaxBytes = 1 << 20;
  const auto text = base::readFile(file, kMaxBytes);
  if (!text)
    return tl::unexpected(text.error());
  auto recipe = training::parseRecipe(base::textOf(*text));
  if (!recipe)
    return base::failure(recipe.error().code, file.string() + ": " + recipe.error().message);
  return recipe;
}

base::Expected<training::Recipe> recipeOfImages(const std::filesystem::path& data, std::size_t holdBack)
{
  const auto pair = training::findIdxPair(data, training::Split::Train);
  if (!pair)
    return tl::unexpected(pair.error());
  training::Recipe plain;
  auto& images = plain.sources.emplace_back();
  images.path = std::filesystem::relative(pair->images, data).string();
  images.name = pair->images.filename().string();
  images.holdBack = holdBack;
  return plain;
}

} // namespace numeral::cli
