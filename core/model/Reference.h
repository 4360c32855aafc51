/// How the glyphs look that a model is meant for: drift.json beside the manifest, to tell when others come.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/model/Manifest.h"
#include "core/model/Task.h"

namespace numeral::model {

/// What is measured of a glyph beside its class.
enum class Feature { Confidence, Ink, StrokeWidth, Aspect, Contrast };
inline constexpr std::array kFeatures{Feature::Confidence, Feature::Ink, Feature::StrokeWidth, Feature::Aspect,
                                      Feature::Contrast};

/// "confidence", "ink", "stroke_width", "aspect", "contrast"
std::string_view name(Feature feature) noexcept;

/// Nothing where the item has none: what vision did not find has no ink.
std::optional<double> valueOf(const Item& item, Feature feature);

/// The index of what the item was read as; for what was called no digit, the number of classes.
std::size_t classOf(const Item& item);
inline constexpr const char* kNoClass = "not_a_digit";

/// The one of a page's glyphs that speaks for it: they are one hand's, of one pen in one light, and counted each, a
/// full sheet would outvote forty people. `turn`: another number for each page, so that all places come up. Null for
/// none.
const Item* sampleOf(std::span<const Item> items, std::size_t turn);

/// Values counted between rising edges: bin 0 lies below the first, bin i from edge i - 1 on.
struct Distribution {
  static constexpr std::size_t kMostBins = 256;

  std::vector<double> edges;
  std::vector<std::uint64_t> counts; ///< one more than edges

  std::size_t binOf(double value) const;
};

struct Reference {
  std::string sha256;                       ///< Manifest::weights(): confidences and classes are theirs
  std::vector<std::string> madeFrom;        ///< for people
  std::vector<std::string> classes;         ///< as in the manifest
  std::vector<std::uint64_t> classCounts;   ///< glyphs, one a class and one of what was called no digit
  std::map<Feature, Distribution> features; ///< those that the model's glyphs have

  std::uint64_t glyphs() const;
};

inline constexpr const char* kReferenceFile = "drift.json";

/// Errors: InvalidModel (names the member and what it should be).
base::Expected<Reference> parseReference(std::string_view json);
std::string toJson(const Reference& reference);

/// Null where the folder has none. Errors: Io, TooManyBytes, InvalidModel (broken, or another model's).
base::Expected<std::shared_ptr<const Reference>> readReference(const std::filesystem::path& folder,
                                                               const Manifest& manifest);

} // namespace numeral::model
