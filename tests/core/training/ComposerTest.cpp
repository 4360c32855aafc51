#include "core/training/Composer.h"

#include <algorithm>
#include <set>

#include <QTemporaryDir>
#include <QtTest>

#include "tests/core/training/IdxFiles.h"

using namespace numeral;
using base::ErrorCode;
using training::GlyphPool;
using training::Layout;
using training::Random;

namespace {

const char* const kStrokes = R"({"label":"1","contributor":"ann","strokes":[[[0,0],[0,100]]]}
{"label":"7","contributor":"ann","strokes":[[[0,0],[60,0],[20,100]]]}
{"label":"1","contributor":"bob","strokes":[[[20,0],[0,100]]]}
{"label":"|","contributor":"bob","strokes":[[[0,0],[0,100]]]}
)";

long inkOf(const image::Image& image)
{
  return std::count_if(image.pixels.begin(), image.pixels.end(), [](auto value) { return value > 127; });
}

/// Parts of ink that do not touch, diagonal neighbours taken together.
int partsOf(image::Image ink)
{
  int parts = 0;
  std::vector<std::pair<int, int>> open;
  for (int y = 0; y < ink.height; ++y)
    for (int x = 0; x < ink.width; ++x) {
      if (ink.at(x, y) < 64)
        continue;
      ++parts;
      open = {{x, y}};
      while (!open.empty()) {
        const auto [atX, atY] = open.back();
        open.pop_back();
        if (atX < 0 || atY < 0 || atX >= ink.width || atY >= ink.height || ink.at(atX, atY) < 64)
          continue;
        ink.at(atX, atY) = 0;
        for (const int dy : {-1, 0, 1})
          for (const int dx : {-1, 0, 1})
            open.emplace_back(atX + dx, atY + dy);
      }
    }
  return parts;
}

} // namespace

class ComposerTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase()
  {
    tests::writeIdxPair(path("idx"), "train", tests::bars(60));
    QVERIFY(base::writeFile(path("pen.jsonl"), kStrokes).has_value());
    QVERIFY(base::writeFile(path("photos/1/one.png"), "not read").has_value());
  }

  void choosesContributors()
  {
    QCOMPARE(GlyphPool::open(path("pen.jsonl"), {}).value().size(), std::size_t{3});
    training::GlyphPoolOptions options;
    options.selection.contributors = {"ann"};
    QCOMPARE(GlyphPool::open(path("pen.jsonl"), options).value().size(), std::size_t{2});
    options = {};
    options.selection.notContributors = {"ann"};
    const auto pool = GlyphPool::open(path("pen.jsonl"), options).value();
    QCOMPARE(pool.size(), std::size_t{1});
    QCOMPARE(pool.label(0), std::string("1"));
  }

  void refusals_data()
  {
    QTest::addColumn<QString>("file");
    QTest::addColumn<std::string>("contributor");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("word");
    QTest::newRow("nothing there") << "nowhere" << std::string() << int(ErrorCode::NotFound) << std::string("exist");
    QTest::newRow("photographs") << "photos" << std::string() << int(ErrorCode::InvalidArgument)
                                 << std::string("glyphs come from");
    QTest::newRow("unknown writer") << "pen.jsonl" << std::string("eve") << int(ErrorCode::InvalidArgument)
                                    << std::string("ann, bob");
    QTest::newRow("no writers") << "idx" << std::string("eve") << int(ErrorCode::InvalidArgument)
                                << std::string("does not say");
  }

  void refusals()
  {
    QFETCH(QString, file);
    QFETCH(std::string, contributor);
    QFETCH(int, code);
    QFETCH(std::string, word);
    training::GlyphPoolOptions options;
    if (!contributor.empty())
      options.selection.contributors = {contributor};
    const auto pool = GlyphPool::open(path(file), options);
    QVERIFY(!pool);
    QCOMPARE(int(pool.error().code), code);
    QVERIFY2(pool.error().message.find(word) != std::string::npos, pool.error().message.c_str());
  }

  void oneContributorAtATime()
  {
    const auto pool = GlyphPool::open(path("pen.jsonl"), {}).value();
    std::set<bool> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Random random(seed);
      const auto glyphs = pool.pick(12, random);
      const bool bob = glyphs.front() == 2;
      seen.insert(bob);
      for (const auto glyph : glyphs)
        QCOMPARE(glyph == 2, bob);
    }
    QCOMPARE(seen.size(), std::size_t{2});
  }

  void pensHaveWidths_data()
  {
    QTest::addColumn<QString>("file");
    QTest::newRow("IDX") << "idx";
    QTest::newRow("strokes") << "pen.jsonl";
  }

  void pensHaveWidths()
  {
    QFETCH(QString, file);
    const auto pool = GlyphPool::open(path(file), {}).value();
    const auto thin = pool.render(0, 0).value();
    const auto thick = pool.render(0, 1).value();
    QVERIFY(std::max(thin.width, thin.height) >= 100);
    QVERIFY(2 * inkOf(thin) < inkOf(thick) * 3);
    for (const auto& glyph : {thin, thick}) { // cut to its ink
      const auto bottom = glyph.pixels.end() - glyph.width;
      QVERIFY(std::any_of(glyph.pixels.begin(), glyph.pixels.begin() + glyph.width, [](auto v) { return v > 0; }));
      QVERIFY(std::any_of(bottom, glyph.pixels.end(), [](auto v) { return v > 0; }));
    }
  }

  void rowsAndLengths()
  {
    const auto pool = GlyphPool::open(path("idx"), {}).value();
    Layout layout;
    layout.minRows = 2;
    layout.maxRows = 4;
    layout.minLength = 3;
    layout.maxLength = 5;
    std::set<int> rowCounts;
    std::set<int> lengths;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      const auto writing = training::compose(pool, layout, Random(seed)).value();
      const auto rows = QString::fromStdString(writing.text).split('\n');
      rowCounts.insert(int(rows.size()));
      for (const auto& row : rows)
        lengths.insert(int(row.size()));
      QVERIFY(writing.height >= layout.minHeight && writing.height <= layout.maxHeight);
      QVERIFY(writing.ink.height > writing.height * 1.4 * double(rows.size() - 1));
    }
    QCOMPARE(rowCounts, (std::set<int>{2, 3, 4}));
    QCOMPARE(lengths, (std::set<int>{3, 4, 5}));
  }

  void dependsOnTheSeedAlone()
  {
    const auto pool = GlyphPool::open(path("idx"), {}).value();
    const auto first = training::compose(pool, {}, Random(3)).value();
    QCOMPARE(training::compose(pool, {}, Random(3)).value().ink, first.ink);
    QVERIFY(!(training::compose(pool, {}, Random(4)).value().ink == first.ink));
  }

  /// Each glyph of this pool is one piece of ink.
  void neighboursTouchAsAskedFor()
  {
    const auto pool = GlyphPool::open(path("idx"), {}).value();
    Layout layout;
    layout.minLength = layout.maxLength = 6;
    int apart = 0;
    int touching = 0;
    constexpr int kStrings = 20;
    for (std::uint64_t seed = 0; seed < kStrings; ++seed) {
      layout.touching = 0;
      apart += partsOf(training::compose(pool, layout, Random(seed)).value().ink);
      layout.touching = 1;
      touching += partsOf(training::compose(pool, layout, Random(seed)).value().ink);
    }
    QCOMPARE(apart, 6 * kStrings);
    QVERIFY2(touching < 2 * kStrings, std::to_string(touching).c_str());
  }

private:
  std::filesystem::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }

  QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(ComposerTest)
#include "ComposerTest.moc"
