#include <algorithm>
#include <numeric>

#include <QTest>

#include "core/training/Augmentation.h"
#include "core/training/Random.h"
#include "core/training/Schedule.h"
#include "tests/core/training/IdxFiles.h"

using namespace numeral;
using training::Augmentation;
using training::Random;

namespace {

std::vector<std::uint8_t> altered(const training::Dataset& data, const Augmentation& augmentation, Random random)
{
  std::vector<std::uint8_t> result(data.shape.size());
  training::augment(data.image(0), data.shape, augmentation, random, result);
  return result;
}

long ink(const std::vector<std::uint8_t>& pixels) { return std::accumulate(pixels.begin(), pixels.end(), 0L); }

} // namespace

class AugmentationTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void dependsOnTheSeedAlone();
  void leavesAnImageAloneWhenNothingIsAskedFor();
  void thickensAndThins();
  void movesEveryChannelAlike();
  void shufflesEachIndexOnce();
  void holdsBackTheSameImagesForTheSameSeed();
  void rateRisesAndFalls();
};

void AugmentationTest::dependsOnTheSeedAlone()
{
  const auto data = tests::bars(1, 28);
  const auto first = altered(data, {}, Random(5, 77));
  QCOMPARE(altered(data, {}, Random(5, 77)), first);
  QVERIFY(altered(data, {}, Random(5, 78)) != first);
  QVERIFY(altered(data, {}, Random(6, 77)) != first);
  QCOMPARE(Random(1).next(), 0x910a2dec89025cc1ULL); // published with the generator
}

void AugmentationTest::leavesAnImageAloneWhenNothingIsAskedFor()
{
  const auto data = tests::bars(1, 28);
  const auto same = altered(data, training::kUnaltered, Random(1));
  QVERIFY(std::equal(same.begin(), same.end(), data.image(0).begin()));
}

void AugmentationTest::thickensAndThins()
{
  const auto data = tests::bars(1, 28);
  const long before = ink({data.pixels.begin(), data.pixels.end()});
  bool thicker = false;
  bool thinner = false;
  for (std::uint64_t stream = 0; stream < 16; ++stream) {
    const long after = ink(altered(data, {0, 0, 0, 0, 0.5, 0, 0, 0, 0}, Random(1, stream)));
    thicker = thicker || after > before;
    thinner = thinner || after < before;
  }
  QVERIFY(thicker && thinner);
}

void AugmentationTest::movesEveryChannelAlike()
{
  const auto gray = tests::bars(1, 28);
  training::Dataset color;
  color.shape = {3, 28, 28};
  std::vector<std::uint8_t> planes;
  for (int i = 0; i < 3; ++i)
    planes.insert(planes.end(), gray.pixels.begin(), gray.pixels.end());
  color.append(planes, 0);
  const auto one = altered(gray, {}, Random(3));
  const auto three = altered(color, {}, Random(3));
  for (std::size_t i = 0; i < three.size(); ++i)
    QCOMPARE(three[i], one[i % one.size()]);
}

void AugmentationTest::shufflesEachIndexOnce()
{
  auto order = training::shuffled(100, Random(1));
  QVERIFY(order != training::shuffled(100, Random(2)));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i)
    QCOMPARE(order[i], i);
}

void AugmentationTest::holdsBackTheSameImagesForTheSameSeed()
{
  const auto all = tests::bars(30);
  const auto [rest, held] = training::holdOut(all, 10, 4);
  QCOMPARE(rest.size(), std::size_t{20});
  QCOMPARE(held.size(), std::size_t{10});
  QCOMPARE(training::holdOut(all, 10, 4).second.pixels, held.pixels);
  QVERIFY(training::holdOut(all, 10, 5).second.pixels != held.pixels);
}

void AugmentationTest::rateRisesAndFalls()
{
  QVERIFY(qFuzzyCompare(training::learningRate(0, 100, 0.5), 0.05));
  QVERIFY(qFuzzyCompare(training::learningRate(25, 100, 0.5), 0.5));
  QVERIFY(training::learningRate(10, 100, 0.5) < training::learningRate(20, 100, 0.5));
  QVERIFY(training::learningRate(99, 100, 0.5) < 0.001);
}

QTEST_GUILESS_MAIN(AugmentationTest)
#include "AugmentationTest.moc"
