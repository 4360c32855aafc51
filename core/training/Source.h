/// Where training images come from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/model/Manifest.h"
#include "core/training/Random.h"

namespace numeral::training {

/// Originals of one kind, each drawn altered in a new way every time.
/// Threads: any number at once.
class Source {
public:
  virtual ~Source() = default;

  virtual model::Shape shape() const = 0;
  virtual std::size_t size() const = 0;
  virtual int label(std::size_t index) const = 0;

  /// `image`: shape().size() values, 255 ink. The same `random` gives the same image.
  virtual void draw(std::size_t index, Random random, std::span<std::uint8_t> image) const = 0;

  /// Another text for other originals or other ways to alter them: a checkpoint goes on only with the same.
  virtual std::string fingerprint() const = 0;
};

/// Sources that are trained on together.
class Mixture {
public:
  struct Place {
    const Source* source;
    std::size_t index;
  };

  Mixture() = default;
  /// One source alone, each original once an epoch.
  Mixture(std::shared_ptr<const Source> source) { add(std::move(source), 1); }

  /// `weight`: how often each original comes in an epoch; below 1 only as many of them.
  void add(std::shared_ptr<const Source> source, double weight);

  bool empty() const { return size() == 0; }
  /// Images an epoch.
  std::size_t size() const;
  model::Shape shape() const { return m_parts.empty() ? model::Shape() : m_parts.front().source->shape(); }

  /// Every image of an epoch, shuffled.
  std::vector<Place> epoch(Random random) const;

  std::string fingerprint() const;

  struct Part {
    std::shared_ptr<const Source> source;
    double weight;
    std::size_t count() const;
  };
  const std::vector<Part>& parts() const { return m_parts; }

private:
  std::vector<Part> m_parts;
};

/// What sources that show others have in common. The original that stands behind an index: the sources in turn, and of
/// each any original, always the same one.
Mixture::Place shownAt(const std::vector<std::shared_ptr<const Source>>& sources, std::size_t index);
std::string fingerprintOf(const std::vector<std::shared_ptr<const Source>>& sources);

} // namespace numeral::training
