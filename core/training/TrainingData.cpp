#include "core/training/TrainingData.h"

#include <algorithm>
#include <span>
#include <system_error>
#include <utility>
#include <variant>

#include "core/image/Codec.h"
#include "core/strokes/Rasteriser.h"
#include "core/training/DigitTemplates.h"
#include "core/training/DoodleSource.h"
#include "core/training/GlyphImage.h"
#include "core/training/IdxReader.h"
#include "core/training/ImageSource.h"
#include "core/training/PhotographSource.h"
#include "core/training/Samples.h"
#include "core/training/StrokeSource.h"
#include "core/training/TouchingSource.h"
#include "core/vision/GlyphFinder.h"

namespace numeral::training {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;
using Kind = SourceSpec::Kind;

/// What is held back is the same in every run, whatever its seed: one may go on from the weights of another.
constexpr std::uint64_t kHoldOut = 1;

bool showsOthers(Kind kind) { return kind == Kind::Pairs || kind == Kind::Cuts || kind == Kind::Photographs; }

bool contains(const std::vector<std::string>& list, const std::string& word)
{
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Gathers what a recipe names, one source after another.
class Gatherer {
public:
  Gatherer(const std::filesystem::path& data, TrainingData& gathered) : m_data(data), m_gathered(gathered) {}

  /// The first IDX images tell the size, and where the recipe is silent the classes.
  Expected<void> findShape(const Recipe& recipe)
  {
    for (const auto& spec : recipe.sources) {
      if (spec.kind != Kind::Images)
        continue;
      const auto pair = findIdxPair(m_data / spec.path, Split::Train);
      if (!pair)
        continue;
      auto images = readIdx(*pair);
      if (!images)
        return tl::unexpected(images.error());
      m_gathered.heldBack.shape = images->shape;
      const int highest = *std::max_element(images->labels.begin(), images->labels.end());
      for (int label = 0; recipe.classes.empty() && label <= highest; ++label)
        m_gathered.classes.push_back(std::to_string(label));
      m_firstIdx = {&spec, std::move(*images)};
      break;
    }
    return {};
  }

  Expected<void> add(const SourceSpec& spec)
  {
    std::error_code ec;
    if (spec.fromFile() && !std::filesystem::exists(m_data / spec.path, ec)) {
      m_gathered.missing.push_back(spec.name);
      return {};
    }
    Expected<std::shared_ptr<const Source>> source = take(spec);
    if (!source)
      return tl::unexpected(source.error());
    const double weight =
        spec.fromFile() ? spec.weight : static_cast<double>(spec.count) / static_cast<double>((*source)->size());
    m_gathered.mixture.add(*source, weight);
    m_gathered.parts.push_back(
        {spec.name, (*source)->size(), m_gathered.mixture.parts().back().count(), m_heldBackHere});
    if (spec.kind != Kind::Photographs && spec.kind != Kind::Cuts)
      (spec.noClass ? m_others : m_digits).push_back(*source);
    m_fromFiles = m_fromFiles || spec.fromFile();
    return {};
  }

  bool fromFiles() const { return m_fromFiles; }

private:
  int noClass() const { return static_cast<int>(m_gathered.classes.size()); }

  Expected<std::shared_ptr<const Source>> take(const SourceSpec& spec)
  {
    m_heldBackHere = 0;
    const bool fromOthers = spec.kind == Kind::Photographs && spec.noClass;
    if (showsOthers(spec.kind) && (fromOthers ? m_others : m_digits).empty())
      return failure(ErrorCode::InvalidArgument, "The recipe's pairs, cuts and photographs need something before them "
                                                 "in the list that they show.");
    const int side = m_gathered.heldBack.shape.width;
    std::shared_ptr<const Source> made;
    switch (spec.kind) {
    case Kind::Images: return images(spec);
    case Kind::Strokes: return strokes(spec);
    case Kind::Templates: {
      constexpr HandVariation kWide{12, 0.35, 0.3, 0.09, 0.03}; // few skeletons stand for many hands
      made = makeStrokeSource(digitTemplates(), kWide, side);
      break;
    }
    case Kind::Photographs:
      made = makePhotographSource(spec.noClass ? m_others : m_digits, spec.count, spec.paper);
      break;
    case Kind::Doodles: made = makeDoodleSource(spec.count, noClass(), side); break;
    case Kind::Pairs: made = makePairSource(m_digits, spec.count, m_gathered.classes.size()); break;
    case Kind::Cuts:
      made =
          spec.noClass ? makeCutPartSource(m_digits, spec.count, noClass()) : makeCutDigitSource(m_digits, spec.count);
      break;
    }
    holdBackDrawn(*made, spec.holdBack);
    return made;
  }

  void holdBack(std::span<const std::uint8_t> image, int label)
  {
    m_gathered.heldBack.append(image, label);
    ++m_heldBackHere;
  }

  /// What is made up is never the same twice; another seed gives what is held back.
  void holdBackDrawn(const Source& source, std::size_t count)
  {
    std::vector<std::uint8_t> image(source.shape().size());
    for (std::size_t i = 0; i < count; ++i) {
      source.draw(i % source.size(), Random(~kHoldOut, i), image);
      holdBack(image, source.label(i % source.size()));
    }
  }

  Expected<std::shared_ptr<const Source>> images(const SourceSpec& spec)
  {
    auto all = readImages(spec);
    if (!all)
      return tl::unexpected(all.error());
    if (spec.noClass)
      std::fill(all->labels.begin(), all->labels.end(), noClass());
    auto [rest, kept] = holdOut(*all, spec.holdBack, kHoldOut);
    for (std::size_t i = 0; i < kept.size(); ++i)
      holdBack(kept.image(i), kept.labels[i]);
    return makeImageSource(std::move(rest), Augmentation());
  }

  Expected<Dataset> readImages(const SourceSpec& spec)
  {
    if (m_firstIdx.first == &spec)
      return std::move(m_firstIdx.second);
    const auto path = m_data / spec.path;
    const auto pair = findIdxPair(path, Split::Train);
    return pair ? readIdx(*pair) : readFolder(path);
  }

  int labelOf(const std::string& truth) const
  {
    return static_cast<int>(std::find(m_gathered.classes.begin(), m_gathered.classes.end(), truth) -
                            m_gathered.classes.begin());
  }

  /// Folders named by label, through the vision of serving; pictures of more or less than one glyph are left out.
  Expected<Dataset> readFolder(const std::filesystem::path& path)
  {
    const auto samples = openSamples(path, {});
    if (!samples)
      return tl::unexpected(samples.error());
    Dataset dataset;
    dataset.shape = m_gathered.heldBack.shape;
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

  Expected<std::shared_ptr<const Source>> strokes(const SourceSpec& spec)
  {
    const auto samples = openSamples(m_data / spec.path, {});
    if (!samples)
      return tl::unexpected(samples.error());
    std::vector<LabelledDrawing> drawings;
    for (const auto& sample : *samples) {
      if (contains(spec.contributorsLeftOut, sample.contributor) || contains(spec.labelsLeftOut, sample.truth))
        continue;
      const auto input = sample.load();
      if (!input)
        return tl::unexpected(input.error());
      const auto* drawing = std::get_if<strokes::Drawing>(&*input);
      if (drawing == nullptr)
        return failure(ErrorCode::InvalidArgument, spec.path + " holds no strokes; its kind is \"images\".");
      const int label = spec.noClass ? noClass() : labelOf(sample.truth);
      if (label > noClass() || (label == noClass() && !spec.noClass))
        return failure(ErrorCode::InvalidArgument, spec.path + ": \"" + sample.truth +
                                                       "\" is no class of the recipe; leave it out with "
                                                       "\"labels_left_out\", or say \"no_class\": true.");
      if (contains(spec.contributorsHeldBack, sample.contributor))
        holdBack(glyphOfRaster(strokes::rasterise(*drawing).image, m_gathered.heldBack.shape.width).pixels, label);
      else
        drawings.push_back({*drawing, label});
    }
    if (drawings.empty())
      return failure(ErrorCode::InvalidArgument, spec.path + " has nothing left to train on.");
    return makeStrokeSource(std::move(drawings), {}, m_gathered.heldBack.shape.width);
  }

  const std::filesystem::path& m_data;
  TrainingData& m_gathered;
  std::pair<const SourceSpec*, Dataset> m_firstIdx{nullptr, {}}; ///< read by findShape()
  std::vector<std::shared_ptr<const Source>> m_digits; ///< what was added so far, to be shown by other sources
  std::vector<std::shared_ptr<const Source>> m_others; ///< the same of what is no class
  std::size_t m_heldBackHere = 0;
  bool m_fromFiles = false;
};

} // namespace

Expected<TrainingData> gatherTrainingData(const Recipe& recipe, const std::filesystem::path& data)
{
  TrainingData gathered;
  gathered.classes = recipe.classes;
  Gatherer gatherer(data, gathered);
  if (auto found = gatherer.findShape(recipe); !found)
    return tl::unexpected(found.error());
  for (const auto& spec : recipe.sources) {
    gathered.pairs = gathered.pairs || spec.kind == Kind::Pairs;
    gathered.background = gathered.background || spec.noClass || gathered.pairs;
    if (auto added = gatherer.add(spec); !added)
      return tl::unexpected(added.error());
  }
  if (!gatherer.fromFiles())
    return failure(ErrorCode::NotFound, data.string() + " holds none of the data that the recipe names. "
                                                        "`numeralctl data fetch` gets MNIST.");
  return gathered;
}

} // namespace numeral::training
