/// Handwritten glyphs in high resolution, to compose pictures from.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/image/Image.h"
#include "core/training/IdxReader.h"
#include "core/training/Random.h"
#include "core/training/Samples.h"
#include "core/training/Selection.h"

namespace numeral::training {

struct GlyphPoolOptions {
  Split split = Split::Train; ///< where a folder holds several pairs of IDX files
  Selection selection;
};

/// Threads: any, once open.
class GlyphPool {
public:
  /// `path`: what openSamples() takes, as far as it is IDX images or strokes. Glyphs whose label has a meaning of its
  /// own in the text of a labels.csv, "|" and blanks, are left out.
  /// Errors: those of openSamples() and select(), InvalidArgument (images of other kinds, nothing left).
  static base::Expected<GlyphPool> open(const std::filesystem::path& path, const GlyphPoolOptions& options);

  std::size_t size() const { return m_samples.size(); }
  const std::string& label(std::size_t glyph) const { return m_samples[glyph].truth; }

  /// Glyphs that stand together: all by one contributor, where that is known, and each label as likely.
  std::vector<std::size_t> pick(std::size_t count, Random& random) const;

  /// Grey, 255 ink on 0, cut to its ink, about 160 to 200 pixels on its larger side; `pen` 0 is the thinnest, 1 the
  /// thickest. Errors: those of reading it.
  base::Expected<image::Image> render(std::size_t glyph, double pen) const;

private:
  GlyphPool() = default;

  using ByLabel = std::map<std::string, std::vector<std::size_t>>;

  std::vector<Sample> m_samples;
  std::map<std::string, ByLabel> m_byContributor;
};

} // namespace numeral::training
