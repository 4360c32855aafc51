/// What a model is for: turns images into its tensors and its logits into items.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/image/Image.h"
#include "core/model/Manifest.h"
#include "core/model/Verdict.h"
#include "core/vision/Glyph.h"

namespace numeral::model {

/// Two digits that touch, read in one.
struct Pair {
  std::array<std::size_t, 2> best{}; ///< indices into the manifest's classes, left and right
  float probability = 0;
  std::array<std::vector<float>, 2> probabilities; ///< of each, one a class; what they lack to 1 is that of no pair
};

/// One thing that was found and classified: a glyph, or for "classification" the whole image.
struct Item {
  std::size_t best = 0;             ///< index into the manifest's classes
  std::vector<float> probabilities; ///< one a class; what they lack to 1 is that of no class at all
  Verdict verdict = Verdict::Digit;
  std::optional<vision::Box> box; ///< absent for raw tensors
  vision::InkStatistics ink;
  image::Image input; ///< what the model saw; empty unless asked for
  double prior = 1;   ///< of its reading, see vision::Glyph
  vision::Span span;  ///< its place in the writing; readings that rival one another overlap until conclude() chose
  std::optional<Pair> pair; ///< it may be two as well; none after conclude()
};

/// What prepare() hands on: the items' readings, by span, and their tensors one after another.
struct Prepared {
  std::vector<Item> items;
  std::vector<float> tensors; ///< items x Shape::size()
  std::vector<vision::Step> steps;
};

struct PrepareOptions {
  bool keepInput = false;
  bool keepSteps = false;
};

class Task {
public:
  /// At most so many items a request; more is refused.
  static constexpr std::size_t kMaxItems = 256;
  /// An answer has at most so many labels: an item may be two digits that touch.
  static constexpr std::size_t kMaxLabels = 2 * kMaxItems;

  virtual ~Task() = default;

  /// No item for a blank page. Threads: any. Errors: ImageTooLarge (more than kMaxItems items).
  virtual base::Expected<Prepared> prepare(const image::Image& image, const PrepareOptions& options) const = 0;

  /// Numbers that go past the finding of digits: 0 paper to 255 ink, or 0 to 1 where none is above 1, as many as the
  /// model's input has, channel by channel. All paper is no item for "digits".
  /// Errors: InvalidArgument (wrong count, not finite, out of range).
  virtual base::Expected<Prepared> prepare(std::span<const float> pixels, const PrepareOptions& options) const = 0;

  /// Fills best, probabilities and verdict of each item from its logits, and leaves the readings that won, in reading
  /// order. `logits`: items x Manifest::outputs().
  virtual void conclude(std::span<const float> logits, std::vector<Item>& items) const = 0;

  /// The whole answer in one string: digits joined, rows parted by newlines. Empty for no items.
  virtual std::string text(const std::vector<Item>& items) const = 0;
};

/// Errors: InvalidModel (unknown task, preprocessing version differs, shape the task cannot make).
base::Expected<std::unique_ptr<const Task>> makeTask(const Manifest& manifest);

} // namespace numeral::model
