/// Prints which drift detector rises for which traffic, and after how many glyphs, on the real data sets.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Files.h"
#include "core/engine/LocalRecognizer.h"
#include "core/model/Store.h"
#include "core/strokes/Rasteriser.h"
#include "core/training/Photograph.h"
#include "core/training/ReferenceRun.h"
#include "monitoring/drift/Window.h"

using namespace numeral;

namespace {

using Items = std::vector<model::Item>;
using Answers = std::vector<Items>; ///< one a request
using Picture = std::function<base::Expected<engine::Input>(std::size_t)>;
using training::ReferencePictures;

constexpr double kLarge = 0.25;
constexpr std::uint64_t kSeed = 2; ///< the shipped reference has 1
constexpr std::array kColumns{"class", "confidence", "ink", "stroke_width", "aspect", "contrast"};

template <class T> T orEnd(base::Expected<T> made)
{
  if (!made) {
    std::fprintf(stderr, "%s\n", made.error().message.c_str());
    std::exit(EXIT_FAILURE);
  }
  return std::move(*made);
}

class Table {
public:
  explicit Table(const std::filesystem::path& data)
      : m_data(data), m_bundle(orEnd(model::loadBundle(NUMERAL_MODELS "/digits", {.device = "cpu"}))),
        m_recipe(orEnd(
            training::parseRecipe(base::textOf(orEnd(base::readFile(NUMERAL_MODELS "/digits/recipe.json", 1U << 20))))))
  {
    if (!m_bundle->reference) {
      std::fprintf(stderr, "models/digits has no reference that can be used\n");
      std::exit(EXIT_FAILURE);
    }
    m_store.put(m_bundle);
  }

  void run()
  {
    const auto pictures = open(m_recipe);
    const Picture usual = [&](std::size_t i) { return pictures.picture(kSeed, i); };
    constexpr std::size_t kMany = 6000;
    m_clean = flat(answers(kMany, usual));
    simulate();

    std::printf("\nPSI (KS) of a window of %zu glyphs; the last column: how many of them, after a full window of usual "
                "traffic, until a PSI first passes %.2f, and whose\n\n| traffic |",
                drift::WindowLimits{}.glyphs, kLarge);
    for (const char* column : kColumns)
      std::printf(" %s |", column);
    std::printf(" after |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    made(pictures, usual);
    writers();
    real();
  }

private:
  void made(const ReferencePictures& pictures, const Picture& usual)
  {
    row("usual, another seed", [&](std::size_t i) { return pictures.picture(kSeed + 1, i); });
    row("inverted", changed(usual, [](image::Image& picture) {
          for (auto& value : picture.pixels)
            value = static_cast<std::uint8_t>(255 - value);
        }));
    row("turned by 90 degrees", changed(usual, turn));
    row("turned by 180 degrees",
        changed(usual, [](image::Image& picture) { std::reverse(picture.pixels.begin(), picture.pixels.end()); }));
    row("a quarter turned by 90 degrees",
        [&](std::size_t i) { return i % 4 == 0 ? changed(usual, turn)(i) : usual(i); });
    training::GlyphPoolOptions unmet;
    unmet.selection.contributors = {"aga", "art", "ibm", "imp", "tos"}; // writers whom the model has not met
    const auto pool = orEnd(training::GlyphPool::open(m_data / "strokes/digits.jsonl.gz", unmet));
    const auto drawings = orEnd(training::openSamples(m_data / "strokes/digits.jsonl.gz", {}).and_then([&](auto&& all) {
      return training::select(std::forward<decltype(all)>(all), unmet.selection, "strokes");
    }));
    row("drawing page alone",
        [&](std::size_t i) { return drawings[training::Random(kSeed, i).below(drawings.size())].load(); });
    for (const auto& [name, paper] : {std::pair{"photographed", "phone"}, {"photographed badly", "harsh"}})
      row(name, [&, paper = *training::paperNamed(paper)](std::size_t i) { return written(pool, {}, paper, i); });
    for (const auto& [name, pen] : {std::pair{"thin pen", 0.0}, {"felt tip", 1.0}})
      row(name, [&, pen = pen](std::size_t i) { return written(pool, pen, {}, i); });
  }

  void writers()
  {
    auto sevens = m_recipe;
    for (auto& source : sevens.sources)
      source.labelsLeftOut = {"0", "1", "2", "3", "4", "5", "6", "8", "9"};
    rowOf("only sevens", open(sevens));
    for (const char* writer : {"tos", "aga", "ibm"}) {
      training::Recipe one;
      one.sources = {m_recipe.sources[1]};
      one.sources[0].contributorsHeldBack.clear();
      one.sources[0].contributorsLeftOut = {writer};
      rowOf(std::string("only the writer ") + writer, open(one));
    }
  }

  void real()
  {
    rowOf("MNIST test images", "mnist", true);
    rowOf("drawn with a mouse", "drawn", false);
    rowOf("scans of one writer", "scans", false);
    rowOf("cut from photographs", "photos", false);
    rowOf("letters", "strokes/letters.jsonl.gz", false);
    rowOf("symbols", "strokes/symbols.jsonl.gz", false);
  }

  static void turn(image::Image& picture)
  {
    image::Image turned(picture.height, picture.width, picture.channels);
    for (int y = 0; y < turned.height; ++y)
      for (int x = 0; x < turned.width; ++x)
        for (int c = 0; c < turned.channels; ++c)
          turned.at(x, y, c) = picture.at(y, picture.height - 1 - x, c);
    picture = std::move(turned);
  }

  static Picture changed(const Picture& usual, const std::function<void(image::Image&)>& change)
  {
    return [usual, change](std::size_t i) {
      auto input = usual(i);
      if (!input)
        return input;
      if (const auto* drawing = std::get_if<strokes::Drawing>(&*input))
        *input = strokes::rasterise(*drawing).image;
      change(std::get<image::Image>(*input));
      return input;
    };
  }

  static base::Expected<engine::Input> written(const training::GlyphPool& pool, std::optional<double> pen,
                                               const training::Paper& paper, std::size_t index)
  {
    training::Random random(kSeed, index);
    const auto glyph = pool.pick(1, random).front();
    const auto ink = pool.render(glyph, pen.value_or(random.uniform(0, 1)));
    if (!ink)
      return tl::unexpected(ink.error());
    return training::photograph(*ink, ink->height, paper, random);
  }

  ReferencePictures open(const training::Recipe& recipe) const
  {
    return orEnd(ReferencePictures::open(recipe, m_data, "digits"));
  }

  Answers answers(std::size_t count, const Picture& picture)
  {
    engine::LocalRecognizer recognizer(m_store, {});
    Answers all(count);
    const auto done =
        training::recognizeAll(recognizer, count, picture, [&](std::size_t index, const engine::Recognition& answer) {
          all[index] = answer.items;
        });
    if (!done) {
      std::fprintf(stderr, "%s\n", done.error().message.c_str());
      std::exit(EXIT_FAILURE);
    }
    return all;
  }

  /// What counts of them.
  static Items flat(const Answers& answers)
  {
    Items items;
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (const auto* item = model::sampleOf(answers[i], i))
        items.push_back(*item);
    return items;
  }

  drift::Window window(std::size_t least) const
  {
    drift::WindowLimits limits;
    limits.leastSamples = least;
    return {m_bundle->reference, limits};
  }

  static const report::DriftScore* largest(const report::ModelDrift& drift)
  {
    const auto& scores = drift.scores;
    const auto found =
        std::max_element(scores.begin(), scores.end(), [](const auto& a, const auto& b) { return a.psi < b.psi; });
    return found == scores.end() ? nullptr : &*found;
  }

  /// What chance makes of usual traffic.
  void simulate() const
  {
    constexpr int kWindows = 500;
    std::printf("Usual traffic, %d windows each: the largest PSI of a window\n\n"
                "| glyphs | mean | largest | windows above 0.10 | above 0.25 |\n| --- | --- | --- | --- | --- |\n",
                kWindows);
    training::Random random(kSeed);
    for (const std::size_t size : {50, 100, 200, 300, 500, 1000}) {
      std::vector<double> peaks;
      for (int i = 0; i < kWindows; ++i) {
        auto live = window(size);
        for (std::size_t glyph = 0; glyph < size; ++glyph)
          live.add(m_clean[random.below(m_clean.size())], {});
        const auto drift = live.drift({});
        if (const auto* peak = largest(drift))
          peaks.push_back(peak->psi);
      }
      const auto above = [&](double limit) {
        return std::count_if(peaks.begin(), peaks.end(), [&](double psi) { return psi >= limit; });
      };
      std::printf("| %zu | %.3f | %.3f | %td | %td |\n", size,
                  std::accumulate(peaks.begin(), peaks.end(), 0.0) / static_cast<double>(peaks.size()),
                  *std::max_element(peaks.begin(), peaks.end()), above(0.1), above(kLarge));
    }
  }

  void rowOf(const std::string& name, const ReferencePictures& pictures)
  {
    row(name, [&](std::size_t i) { return pictures.picture(kSeed, i); });
  }

  void rowOf(const std::string& name, const char* path, bool pipeline)
  {
    training::SampleOptions options;
    options.pipeline = pipeline;
    const auto samples = training::openSamples(m_data / path, options);
    if (!samples) {
      std::printf("| %s | not there |\n", name.c_str());
      return;
    }
    row(name, [&](std::size_t i) { return (*samples)[training::Random(kSeed, i).below(samples->size())].load(); });
  }

  void row(const std::string& name, const Picture& picture)
  {
    constexpr std::size_t kRequests = 1050;
    const auto items = flat(answers(kRequests, picture));
    const drift::WindowLimits limits;
    auto live = window(limits.leastSamples);
    for (std::size_t i = 0; i < limits.glyphs; ++i)
      live.add(items[i % items.size()], {});
    std::map<std::string, report::DriftScore> scores;
    for (const auto& score : live.drift({}).scores)
      scores.emplace(score.feature, score);
    std::printf("| %s |", name.c_str());
    for (const char* column : kColumns)
      if (const auto& score = scores.at(column); score.ks)
        std::printf(" %.2f (%.2f) |", score.psi, *score.ks);
      else
        std::printf(" %.2f |", score.psi);
    std::printf(" %s |\n", onset(items).c_str());
    std::fflush(stdout);
  }

  std::string onset(const Items& items) const
  {
    const drift::WindowLimits limits;
    auto live = window(limits.leastSamples);
    for (std::size_t i = 0; i < limits.glyphs; ++i)
      live.add(m_clean[i], {});
    for (std::size_t i = 0; i < limits.glyphs; ++i) {
      live.add(items[i % items.size()], {});
      const auto drift = live.drift({});
      if (const auto* peak = largest(drift); peak != nullptr && peak->psi >= kLarge)
        return std::to_string(i + 1) + ", " + peak->feature;
    }
    return "never";
  }

  const std::filesystem::path m_data;
  const std::shared_ptr<const model::Bundle> m_bundle;
  const training::Recipe m_recipe;
  model::Store m_store;
  Items m_clean;
};

} // namespace

int main(int argc, char** argv)
{
  if (argc != 2) {
    std::fprintf(stderr, "Usage: numeral_bench_drift DATA\n");
    return 2;
  }
  Table(argv[1]).run();
  return EXIT_SUCCESS;
}
