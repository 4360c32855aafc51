/// What a model is, or was, trained on: a recipe from a file, or one made up for a folder of images.
#pragma once

#include <cstddef>
#include <filesystem>

#include "core/base/Error.h"
#include "core/training/Recipe.h"

namespace numeral::cli {

/// Errors: NotFound, Io, InvalidArgument (names the file, and the member).
base::Expected<training::Recipe> readRecipe(const std::filesystem::path& file);

/// The IDX images below `data` alone, some held back. Errors: NotFound.
base::Expected<training::Recipe> recipeOfImages(const std::filesystem::path& data, std::size_t holdBack);

} // namespace numeral::cli
