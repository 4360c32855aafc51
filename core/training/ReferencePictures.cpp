#include "core/training/ReferencePictures.h"

#include <array>
#include <utility>

#include "core/training/Composer.h"
#include "core/training/Photograph.h"

namespace numeral::training {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Expected;
using base::failure;

constexpr Layout kSingle{};
constexpr Layout kString{.minLength = 2, .maxLength = 8};
constexpr Layout kSheet{.minRows = 3, .maxRows = 8, .minLength = 2, .maxLength = 8, .minHeight = 36, .maxHeight = 90};

struct Kind {
  double share;
  Layout layout;
  const char* paper;
  bool asDrawn = false; ///< strokes as they are, as drawing pages send them; else like the rest
};
constexpr std::array kKinds{Kind{0.30, kSingle, "clean", true}, Kind{0.30, kSingle, "clean"},
                            Kind{0.25, kSingle, "phone"},       Kind{0.03, kSingle, "harsh"},
                            Kind{0.07, kString, "clean"},       Kind{0.04, kString, "phone"},
                            Kind{0.01, kSheet, "phone"}};

const Kind& drawKind(Random& random)
{
  double left = random.uniform(0, 1);
  for (const auto& kind : kKinds)
    if ((left -= kind.share) < 0)
      return kind;
  return kKinds.front();
}

/// The test images where their folder has some: a model is surer of what it was trained on.
fs::path testImages(const fs::path& path)
{
  std::error_code ec;
  const auto folder = fs::is_directory(path, ec) ? path : path.parent_path();
  const auto pair = findIdxPair(folder, Split::Test);
  return pair ? pair->images : path;
}

} // namespace

Expected<ReferencePictures> ReferencePictures::open(const Recipe& recipe, const fs::path& data, const std::string& task)
{
  ReferencePictures pictures;
  for (const auto& spec : recipe.sources) {
    std::error_code ec;
    const auto path = data / spec.path;
    if (!spec.fromFile() || spec.noClass || !fs::exists(path, ec))
      continue;
    if (auto added = pictures.add(spec, path, task == "digits"); !added)
      return tl::unexpected(added.error());
  }
  if (pictures.m_names.empty())
    return failure(ErrorCode::NotFound, "Below " + data.string() +
                                            " is nothing of what the recipe names, so there is no writing to make a "
                                            "reference from. Name the data folder with --data.");
  return pictures;
}

Expected<void> ReferencePictures::add(const SourceSpec& spec, const fs::path& path, bool glyphs)
{
  GlyphPoolOptions options{.split = Split::Test, .selection = {}};
  options.selection.contributors = spec.contributorsLeftOut;
  options.selection.contributors.insert(options.selection.contributors.end(), spec.contributorsHeldBack.begin(),
                                        spec.contributorsHeldBack.end());
  options.selection.notLabels = spec.labelsLeftOut;
  const bool images = spec.kind == SourceSpec::Kind::Images;
  const auto from = images ? testImages(path) : path;
  // A recipe names what was trained on, and these are others.
  m_names.push_back(images ? from.filename().string() : spec.name + " by others");
  SampleOptions sampleOptions;
  sampleOptions.split = options.split;
  auto samples = openSamples(from, sampleOptions).and_then([&](std::vector<Sample>&& all) {
    return select(std::move(all), options.selection, from);
  });
  if (!samples)
    return tl::unexpected(samples.error());
  auto& added = m_writings.emplace_back();
  added.samples = std::move(*samples);
  if (auto pool = GlyphPool::open(from, options); pool && glyphs)
    added.pool = std::move(*pool);
  added.strokes = added.pool && !images;
  return {};
}

Expected<engine::Input> ReferencePictures::picture(std::uint64_t seed, std::size_t index) const
{
  Random random(seed, index);
  const auto& [samples, pool, strokes] = m_writings[random.below(m_writings.size())];
  const auto& kind = drawKind(random);
  if (!pool || (strokes && kind.asDrawn))
    return samples[random.below(samples.size())].load();
  const auto writing = compose(*pool, kind.layout, Random(random.next()));
  if (!writing)
    return tl::unexpected(writing.error());
  auto paper = *paperNamed(kind.paper);
  paper.colour = paper.tint > 0;
  return photograph(writing->ink, writing->height, paper, random);
}

} // namespace numeral::training
