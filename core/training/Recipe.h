/// What a model is trained on: which data, how often each, and what is kept back from all training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/training/Dataset.h"
#include "core/training/Source.h"

namespace numeral::training {

/// One kind of data in a recipe. Paths are relative to the data folder.
struct Ingredient {
  enum class Kind { Images, Strokes, Templates, Photographs, Doodles, Neighbours };
  Kind kind = Kind::Images;
  std::string path;                              ///< images: IDX, or folders named by label; strokes: .jsonl[.gz]
  double weight = 1;                             ///< how often each original is seen in an epoch
  std::size_t count = 0;                         ///< made up: this many an epoch
  std::string paper;                             ///< photographs: see paperNamed()
  std::size_t holdBack = 0;                      ///< images that are not trained on but measured after each epoch
  bool noClass = false;                          ///< what it shows is none of the classes
  std::string name;                              ///< for people, in manifest and card
  std::vector<std::string> contributorsHeldBack; ///< their strokes are held back
  std::vector<std::string> contributorsLeftOut;  ///< neither trained on nor held back: for testing
  std::vector<std::string> labelsLeftOut;        ///< letters that look like a digit, say
};

struct Recipe {
  std::vector<std::string> classes; ///< empty: as the labels of the IDX images
  std::vector<Ingredient> ingredients;
};

/// Errors: InvalidArgument (names the member, and what it should be).
base::Expected<Recipe> parseRecipe(std::string_view json);

/// The recipe gone through with what data there is.
struct Pantry {
  Mixture training;
  Dataset heldBack;
  std::vector<std::string> classes;
  bool background = false; ///< labels reach one beyond the classes
  struct Part {
    std::string name;
    std::size_t originals = 0;
    std::size_t perEpoch = 0;
    std::size_t heldBack = 0;
  };
  std::vector<Part> parts;
  std::vector<std::string> missing; ///< names of what was left out because its file is not there
};

/// Ingredients whose files are not below `data` are left out and named; without any images or strokes at all, that is
/// an error. Errors: NotFound, InvalidArgument, Io.
base::Expected<Pantry> gather(const Recipe& recipe, const std::filesystem::path& data, std::uint64_t seed);

} // namespace numeral::training
