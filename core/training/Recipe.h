/// What a model is trained on: which data, how often each, and what is to be kept back from all training.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"

namespace numeral::training {

/// One kind of data in a recipe. Paths are relative to the data folder.
struct SourceSpec {
  enum class Kind { Images, Strokes, Templates, Photographs, Doodles, Pairs, Cuts };
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

  bool fromFile() const { return kind == Kind::Images || kind == Kind::Strokes; }
};

struct Recipe {
  std::vector<std::string> classes; ///< empty: as the labels of the IDX images
  std::vector<SourceSpec> sources;
};

/// Errors: InvalidArgument (names the member, and what it should be).
base::Expected<Recipe> parseRecipe(std::string_view json);

} // namespace numeral::training
