/// Pictures as people send them, with glyphs of writers that a model has not met.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/engine/Recognizer.h"
#include "core/training/GlyphPool.h"
#include "core/training/Recipe.h"

namespace numeral::training {

/// Of a hundred, 30 are single digits as drawing pages send them, 30 single digits on clean paper with any pen, 25
/// photographed, 3 photographed badly; 7 strings of up to eight digits, 4 such strings photographed; one is a sheet.
/// Threads: any, once open.
class ReferencePictures {
public:
  /// From the images and strokes of the recipe that are there below `data`: of MNIST's files those of the test, of
  /// strokes those by the writers whom the recipe leaves out or holds back. Pictures that have paper of their own, and
  /// those of a `task` without glyphs, are taken as they are.
  /// Errors: NotFound (none of it is there), InvalidArgument, Io.
  static base::Expected<ReferencePictures> open(const Recipe& recipe, const std::filesystem::path& data,
                                                const std::string& task);

  /// What they are made from, for people.
  const std::vector<std::string>& names() const { return m_names; }

  /// The same for the same numbers. Errors: those of reading glyphs and pictures.
  base::Expected<engine::Input> picture(std::uint64_t seed, std::size_t index) const;

private:
  ReferencePictures() = default;

  base::Expected<void> add(const SourceSpec& spec, const std::filesystem::path& path, bool glyphs);

  struct Writing {
    std::vector<Sample> samples;
    std::optional<GlyphPool> pool; ///< none where pictures are taken as they are
    bool strokes = false;          ///< the samples are drawings
  };

  std::vector<Writing> m_writings;
  std::vector<std::string> m_names;
};

} // namespace numeral::training
