#include <map>
#include <set>

#include <QTest>

#include "core/training/DigitTemplates.h"
#include "core/training/DoodleSource.h"
#include "core/training/ImageSource.h"
#include "core/training/PhotographSource.h"
#include "core/training/StrokeSource.h"
#include "core/training/TouchingSource.h"
#include "tests/core/training/IdxFiles.h"

using namespace numeral;
using training::Random;

namespace {

constexpr int kSide = 28;
constexpr int kNoClass = 10;

std::vector<std::uint8_t> drawn(const training::Source& source, std::size_t index, std::uint64_t seed)
{
  std::vector<std::uint8_t> image(source.shape().size());
  source.draw(index, Random(seed), image);
  return image;
}

/// The columns and rows that have ink.
struct Extent {
  std::set<int> columns;
  std::set<int> rows;
};

Extent extent(const std::vector<std::uint8_t>& image)
{
  Extent extent;
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x)
      if (image[static_cast<std::size_t>(y) * std::size_t{kSide} + static_cast<std::size_t>(x)] > 40) {
        extent.columns.insert(x);
        extent.rows.insert(y);
      }
  return extent;
}

std::shared_ptr<const training::Source> templates()
{
  return training::makeStrokeSource(training::digitTemplates(), {}, kSide);
}

} // namespace

class SourceTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void mixesByWeight();
  void epochsDifferAndRepeat();
  void drawsByTheSeedAlone();
  void templatesShowEveryDigitInSeveralWays();
  void strokesFillTheSquareLikeMnist();
  void photographsKeepTheDigit();
  void pairsShowBothDigits();
  void nowAndThenThree();
  void cutsAreDigitsOrParts();
  void fingerprintsTellDataApart();
};

void SourceTest::mixesByWeight()
{
  const auto often = training::makeImageSource(tests::bars(6, kSide), training::kUnaltered);
  const auto seldom = training::makeImageSource(tests::bars(10, kSide), training::kUnaltered);
  training::Mixture mixture;
  mixture.add(often, 2.5);
  mixture.add(seldom, 0.3);
  QCOMPARE(mixture.size(), std::size_t{15 + 3});
  std::map<const training::Source*, std::map<std::size_t, int>> counts;
  for (const auto& place : mixture.epoch(Random(1)))
    ++counts[place.source][place.index];
  QCOMPARE(counts[often.get()].size(), std::size_t{6});
  for (const auto& [index, count] : counts[often.get()])
    QVERIFY(count == 2 || count == 3);
  QCOMPARE(counts[seldom.get()].size(), std::size_t{3});
}

void SourceTest::epochsDifferAndRepeat()
{
  const training::Mixture mixture(training::makeImageSource(tests::bars(30, kSide), training::kUnaltered));
  const auto order = [&mixture](std::uint64_t seed) {
    std::vector<std::size_t> indices;
    for (const auto& place : mixture.epoch(Random(seed)))
      indices.push_back(place.index);
    return indices;
  };
  QCOMPARE(order(1), order(1));
  QVERIFY(order(1) != order(2));
  const auto once = order(1);
  QCOMPARE(std::set<std::size_t>(once.begin(), once.end()).size(), once.size());
}

void SourceTest::drawsByTheSeedAlone()
{
  const auto strokes = templates();
  const auto doodles = training::makeDoodleSource(5, kNoClass, kSide);
  const auto pairs = training::makePairSource({strokes}, 5, kNoClass);
  const auto photographs = training::makePhotographSource({strokes}, 5, "harsh");
  const auto cuts = training::makeCutDigitSource({strokes}, 5);
  const auto parts = training::makeCutPartSource({strokes}, 5, kNoClass);
  for (const auto& source : {strokes, doodles, pairs, photographs, cuts, parts}) {
    QCOMPARE(drawn(*source, 2, 7), drawn(*source, 2, 7));
    QVERIFY(drawn(*source, 2, 7) != drawn(*source, 2, 8));
  }
  QCOMPARE(doodles->label(0), kNoClass);
}

void SourceTest::templatesShowEveryDigitInSeveralWays()
{
  const auto source = templates();
  std::map<int, int> ways;
  for (std::size_t i = 0; i < source->size(); ++i)
    ++ways[source->label(i)];
  QCOMPARE(ways.size(), std::size_t{10});
  for (const auto& [digit, count] : ways)
    QVERIFY2(count >= 3, qPrintable(QString::number(digit)));
}

void SourceTest::strokesFillTheSquareLikeMnist()
{
  const auto source = templates();
  for (std::size_t i = 0; i < source->size(); ++i)
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      const auto found = extent(drawn(*source, i, seed));
      const auto larger = std::max(found.columns.size(), found.rows.size());
      const std::size_t most = 20 * found.columns.size() > 22 * found.rows.size() ? 28 : 23; // wide ink may fill 26
      QVERIFY2(larger >= 17 && larger <= most, qPrintable(QString("%1: %2").arg(i).arg(larger)));
    }
}

void SourceTest::photographsKeepTheDigit()
{
  const auto digits = templates();
  const auto photographs = training::makePhotographSource({digits}, 40, "phone");
  QCOMPARE(photographs->size(), std::size_t{40});
  int filling = 0;
  for (std::size_t i = 0; i < photographs->size(); ++i) {
    QVERIFY(photographs->label(i) >= 0 && photographs->label(i) < kNoClass);
    QCOMPARE(drawn(*photographs, i, 3), drawn(*photographs, i, 3));
    const auto found = extent(drawn(*photographs, i, 3));
    const auto larger = std::max(found.columns.size(), found.rows.size());
    filling += larger >= 17 && larger <= 23 ? 1 : 0;
  }
  QVERIFY2(filling >= 36, qPrintable(QString::number(filling)));
}

void SourceTest::pairsShowBothDigits()
{
  // A bar on the left of a ring, or on its right: the label says which, and so does the ink.
  const training::LabelledDrawing bar{{{{{0, 0}, {0, 10}}}, 1.0}, 1};
  const training::LabelledDrawing ring{{{{{0, 5}, {5, 0}, {10, 5}, {5, 10}, {0, 5}}}, 1.0}, 0};
  const auto pairs = training::makePairSource({training::makeStrokeSource({bar, ring}, {0, 0, 0, 0, 0}, kSide)}, 40,
                                              std::size_t{kNoClass});
  std::set<int> labels;
  for (std::size_t i = 0; i < pairs->size(); ++i) {
    if (pairs->label(i) == kNoClass)
      continue;
    labels.insert(pairs->label(i));
    const int label = pairs->label(i) - kNoClass - 1;
    QVERIFY2(label == 0 || label == 1 || label == 10 || label == 11, qPrintable(QString::number(label)));
    const auto image = drawn(*pairs, i, 5);
    const auto found = extent(image);
    QVERIFY(found.rows.size() >= 17);
    if (label != 1 && label != 10)
      continue;
    // The bar stands in the one or two columns at an edge, from top to bottom; the ring's edge is a corner.
    const auto inked = [&](int column) {
      int rows = 0;
      for (int y = 0; y < kSide; ++y)
        rows += image[static_cast<std::size_t>(y) * std::size_t{kSide} + static_cast<std::size_t>(column)] > 40 ? 1 : 0;
      return rows;
    };
    const int left = inked(*found.columns.begin() + 1);
    const int right = inked(*found.columns.rbegin() - 1);
    QVERIFY2(label == 10 ? left > right : right > left,
             qPrintable(QString("%1: %2 %3").arg(label).arg(left).arg(right)));
  }
  QCOMPARE(labels.size(), std::size_t{4});
}

void SourceTest::nowAndThenThree()
{
  const auto pairs = training::makePairSource({templates()}, 100, std::size_t{kNoClass});
  int three = 0;
  for (std::size_t i = 0; i < pairs->size(); ++i)
    three += pairs->label(i) == kNoClass ? 1 : 0;
  QCOMPARE(three, 10);
}

void SourceTest::cutsAreDigitsOrParts()
{
  // A row of two roofs: what is cut out right is about as wide as one, what is cut wrong is not. A roof alone would be
  // as wide, but even on both sides: a cut leaves something of the neighbour, or takes something away.
  const training::LabelledDrawing roof{{{{{0, 10}, {5, 0}, {10, 10}}}, 1.0}, 7};
  const std::vector<std::shared_ptr<const training::Source>> roofs{
      training::makeStrokeSource({roof}, {0, 0, 0, 0, 0}, kSide)};
  const auto digits = training::makeCutDigitSource(roofs, 1);
  const auto parts = training::makeCutPartSource(roofs, 1, kNoClass);
  QCOMPARE(digits->label(0), 7);
  QCOMPARE(parts->label(0), kNoClass);
  const auto aspect = [](const training::Source& source, std::uint64_t seed) {
    const auto found = extent(drawn(source, 0, seed));
    return static_cast<double>(found.columns.size()) / static_cast<double>(found.rows.size());
  };
  const auto lopsidedness = [](const std::vector<std::uint8_t>& picture) {
    double uneven = 0;
    double ink = 0;
    for (std::size_t i = 0; i < picture.size(); ++i) {
      const std::size_t mirrored = i - i % kSide + (kSide - 1 - i % kSide);
      uneven += std::abs(picture[i] - picture[mirrored]);
      ink += picture[i];
    }
    return uneven / ink;
  };
  int whole = 0;
  int wrong = 0;
  int fragments = 0;
  int marked = 0;
  constexpr int kDrawn = 40;
  for (std::uint64_t seed = 0; seed < kDrawn; ++seed) {
    whole += std::abs(std::log(aspect(*digits, seed))) < 0.35 ? 1 : 0;
    wrong += std::abs(std::log(aspect(*parts, seed))) > 0.35 ? 1 : 0;
    fragments += aspect(*parts, seed) < 0.75 ? 1 : 0;
    marked += lopsidedness(drawn(*digits, 0, seed)) > 1.2 ? 1 : 0;
  }
  QVERIFY2(whole >= 0.9 * kDrawn, qPrintable(QString::number(whole)));
  QVERIFY2(wrong >= 0.7 * kDrawn, qPrintable(QString::number(wrong)));
  QVERIFY2(fragments >= 0.5 * kDrawn, qPrintable(QString::number(fragments)));
  QVERIFY2(marked >= 0.4 * kDrawn, qPrintable(QString::number(marked)));
}

void SourceTest::fingerprintsTellDataApart()
{
  const auto images = [](std::size_t count, double shift) {
    return training::makeImageSource(tests::bars(count), {0, 0, 0, shift, 0, 0, 0, 0, 0})->fingerprint();
  };
  QCOMPARE(images(3, 1), images(3, 1));
  QVERIFY(images(3, 1) != images(4, 1));
  QVERIFY(images(3, 1) != images(3, 2));
  const auto photographs = [](const char* paper) {
    return training::makePhotographSource({templates()}, 5, paper)->fingerprint();
  };
  QVERIFY(photographs("phone") != photographs("harsh"));
  auto lines = training::digitTemplates();
  const auto before = training::makeStrokeSource(lines, {}, kSide)->fingerprint();
  lines.front().label = 9;
  QVERIFY(training::makeStrokeSource(lines, {}, kSide)->fingerprint() != before);
}

QTEST_GUILESS_MAIN(SourceTest)
#include "SourceTest.moc"
