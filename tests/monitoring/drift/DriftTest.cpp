/// Scores against values worked out by hand, and what the window holds.
#include <QTest>

#include <atomic>
#include <chrono>
#include <random>

#include "monitoring/drift/Detector.h"
#include "monitoring/drift/DriftMonitor.h"
#include "tests/support/ToyModel.h"

using namespace numeral;
using namespace std::chrono_literals;
using drift::Bins;
using drift::Detector;
using drift::DriftMonitor;
using model::Feature;

namespace {

constexpr std::size_t kLeast = 20;
constexpr drift::WindowLimits kLimits{.glyphs = 100, .age = 10min, .leastSamples = kLeast};

void fill(Detector& detector, const std::vector<std::size_t>& live)
{
  for (std::size_t bin = 0; bin < live.size(); ++bin)
    for (std::size_t i = 0; i < live[bin]; ++i)
      detector.add(bin);
}

/// Three classes as often as each other, and aspects on both sides of 1.
std::shared_ptr<const model::Bundle> bundle(const std::string& name = "toy", const std::string& version = "1")
{
  model::Reference reference;
  reference.classes = {"red", "green", "blue"};
  reference.classCounts = {1000, 1000, 1000, 0};
  reference.features[Feature::Confidence] = {{0.5}, {1500, 1500}};
  reference.features[Feature::Aspect] = {{1}, {1500, 1500}};
  auto made = std::make_shared<model::Bundle>();
  made->manifest = support::toyManifest(name, version);
  made->reference = std::make_shared<const model::Reference>(std::move(reference));
  return made;
}

model::Item item(std::size_t best, double aspect, float confidence)
{
  model::Item made;
  made.best = best;
  made.probabilities = {0, 0, 0};
  made.probabilities[best] = confidence;
  made.ink.aspect = aspect;
  return made;
}

/// As the reference.
model::Item usual(std::size_t number)
{
  return item(number % 3, number % 2 == 0 ? 0.5 : 2, number % 4 < 2 ? 0.25F : 0.75F);
}

engine::Recognition answer(std::vector<model::Item> items, const std::string& name = "toy",
                           const std::string& version = "1")
{
  engine::Recognition made;
  made.model = {name, version, "classification", {"red", "green", "blue"}};
  made.items = std::move(items);
  return made;
}

std::optional<report::DriftScore> scoreOf(const DriftMonitor& monitor, const std::string& feature)
{
  for (const auto& model : monitor.drift())
    for (const auto& score : model.scores)
      if (score.feature == feature)
        return score;
  return std::nullopt;
}

std::uint64_t samplesOf(const DriftMonitor& monitor)
{
  return monitor.drift().empty() ? 0 : monitor.drift().front().samples;
}

} // namespace

class DriftTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void scoresAreThoseOfTheDefinitions()
  {
    Detector detector({5000, 5000}, Bins::Ordered);
    fill(detector, {8000, 2000});
    const auto score = detector.score(1);
    // 0.3 ln 1.6 - 0.3 ln 0.4, but for what chance alone would give
    QVERIFY2(std::abs(score->psi - 0.4157) < 0.0005, std::to_string(score->psi).c_str());
    QVERIFY(std::abs(*score->ks - 0.3) < 1e-9);
  }

  void whatOnlyOneSideHasIsNoDivisionByZero()
  {
    Detector detector({1000, 0}, Bins::Named);
    fill(detector, {0, 1000});
    const auto score = detector.score(1);
    QVERIFY2(std::isfinite(score->psi) && score->psi > 5, std::to_string(score->psi).c_str());
    QVERIFY(!score->ks); // classes have no order
  }

  void chanceIsTakenOff()
  {
    std::mt19937 random(1);
    double sum = 0;
    constexpr int kWindows = 200;
    for (int i = 0; i < kWindows; ++i) {
      Detector detector(std::vector<std::uint64_t>(20, 500), Bins::Ordered);
      for (int glyph = 0; glyph < 200; ++glyph)
        detector.add(random() % 20);
      sum += detector.score(1)->psi;
    }
    // without that it would be 19 / 200
    QVERIFY2(sum / kWindows < 0.03, std::to_string(sum / kWindows).c_str());
  }

  void rareBinsAreJoined()
  {
    Detector detector({1, 1, 1, 1, 496, 500}, Bins::Ordered);
    fill(detector, {20, 0, 0, 0, 480, 500});
    QCOMPARE(detector.score(1)->psi, 0.0); // halves: nothing rare to go by
    QVERIFY(std::abs(*detector.score(1)->ks - 0.019) < 1e-9);
  }

  void aReferenceOfOneValueTellsOthers()
  {
    Detector detector({0, 1000}, Bins::Ordered);
    fill(detector, {500, 500});
    QVERIFY(detector.score(1)->psi > 1);
  }

  void fewSamplesSayNothing()
  {
    Detector detector(std::vector<std::uint64_t>(10, 100), Bins::Named);
    fill(detector, {10});
    QVERIFY(!detector.score(11));
    QVERIFY(!detector.score(1)); // five a bin would be 50
    fill(detector, {40});
    QVERIFY(detector.score(50).has_value());
    detector.remove(0);
    QVERIFY(!detector.score(50));
  }

  void theWindowHoldsTheLatest()
  {
    DriftMonitor monitor(kLimits);
    monitor.modelLoaded(*bundle());
    for (std::size_t i = 0; i < 10 * kLimits.glyphs; ++i)
      monitor.finished({}, answer({item(2, 2, 0.75F)}));
    QCOMPARE(samplesOf(monitor), kLimits.glyphs);
    QVERIFY(scoreOf(monitor, "class")->psi > 1);
    QVERIFY(scoreOf(monitor, "aspect")->psi > 1);
    QVERIFY(scoreOf(monitor, "confidence")->psi > 1);
    QVERIFY(!scoreOf(monitor, "ink")); // not in the reference
    QCOMPARE(monitor.peak()->model, std::string("toy"));
    for (std::size_t i = 0; i < kLimits.glyphs; ++i)
      monitor.finished({}, answer({usual(i)}));
    for (const char* feature : {"class", "aspect", "confidence"})
      QVERIFY2(scoreOf(monitor, feature)->psi < 0.05, feature);
    QVERIFY(monitor.peak()->psi < 0.05);
  }

  void whatIsOldLeaves()
  {
    std::atomic<std::int64_t> seconds = 0;
    DriftMonitor monitor(kLimits, [&] { return base::TimePoint(std::chrono::seconds(seconds)); });
    monitor.modelLoaded(*bundle());
    for (std::size_t i = 0; i < 30; ++i)
      monitor.finished({}, answer({usual(i)}));
    seconds = 300;
    monitor.finished({}, answer({usual(0)}));
    QCOMPARE(samplesOf(monitor), std::uint64_t{31});
    seconds = 601;
    QCOMPARE(samplesOf(monitor), std::uint64_t{1});
    QVERIFY(!monitor.peak()); // too few to say anything
  }

  void whatHasNoInkCountsInClassAndConfidenceAlone()
  {
    DriftMonitor monitor(kLimits);
    monitor.modelLoaded(*bundle());
    for (std::size_t i = 0; i < kLimits.glyphs; ++i)
      monitor.finished({}, answer({item(i % 3, 0, 0.75F)}));
    QVERIFY(scoreOf(monitor, "class").has_value());
    QVERIFY(scoreOf(monitor, "confidence").has_value());
    QVERIFY(!scoreOf(monitor, "aspect"));
  }

  void noDigitIsAClassOfItsOwnAndABlankPageIsNothing()
  {
    DriftMonitor monitor(kLimits);
    monitor.modelLoaded(*bundle());
    monitor.finished({}, answer({}));
    monitor.finished({}, base::failure(base::ErrorCode::UnusableImage, "broken"));
    QCOMPARE(samplesOf(monitor), std::uint64_t{0});
    for (std::size_t i = 0; i < kLimits.glyphs; ++i) {
      auto letter = usual(i);
      letter.verdict = model::Verdict::NotADigit;
      monitor.finished({}, answer({letter}));
    }
    QVERIFY(scoreOf(monitor, "class")->psi > 1);
    QVERIFY(scoreOf(monitor, "aspect")->psi < 0.05);
    QCOMPARE(monitor.drift().front().reference.back().name, std::string("not_a_digit"));
  }

  void onePageIsOneSample()
  {
    DriftMonitor monitor(kLimits);
    monitor.modelLoaded(*bundle());
    std::vector<model::Item> sheet;
    for (std::size_t i = 0; i < 3; ++i)
      sheet.push_back(usual(i));
    for (std::size_t i = 0; i < 99; ++i)
      monitor.finished({}, answer(sheet));
    QCOMPARE(samplesOf(monitor), std::uint64_t{99});
    QVERIFY(scoreOf(monitor, "class")->psi < 0.05); // each place of the sheet came up as often
  }

  void modelsComeAndGo()
  {
    DriftMonitor monitor(kLimits);
    monitor.finished({}, answer({usual(0)})); // nobody's
    QVERIFY(monitor.drift().empty());
    monitor.modelLoaded(*bundle());
    monitor.finished({}, answer({usual(0)}));
    monitor.finished({}, answer({usual(0)}, "toy", "0")); // still on the one before
    QCOMPARE(samplesOf(monitor), std::uint64_t{1});
    monitor.modelLoaded(*bundle("toy", "2"));
    QCOMPARE(samplesOf(monitor), std::uint64_t{0});
    monitor.modelLoaded(*bundle("other"));
    QCOMPARE(monitor.drift().size(), std::size_t{2});
    monitor.modelUnloaded("other");
    QCOMPARE(monitor.drift().size(), std::size_t{1});
    auto bare = *bundle();
    bare.reference = nullptr;
    monitor.modelLoaded(bare); // in place of one that had
    QVERIFY(monitor.drift().empty());
  }

  void aClassThatTheReferenceDoesNotHaveIsLeftOut()
  {
    DriftMonitor monitor(kLimits);
    monitor.modelLoaded(*bundle());
    auto foreign = usual(0);
    foreign.best = 70'000;
    foreign.probabilities.clear();
    for (std::size_t i = 0; i < 2 * kLimits.glyphs; ++i)
      monitor.finished({}, answer({foreign}));
    QCOMPARE(samplesOf(monitor), kLimits.glyphs);
    QVERIFY(!scoreOf(monitor, "class"));
  }

  void itCosts()
  {
    DriftMonitor monitor;
    monitor.modelLoaded(*bundle());
    const auto one = answer({usual(0)});
    constexpr int kGlyphs = 100'000;
    const auto begin = base::Steady::now();
    for (int i = 0; i < kGlyphs; ++i)
      monitor.finished({}, one);
    const double adding = base::secondsSince(begin) / kGlyphs;
    const auto asked = base::Steady::now();
    (void)monitor.drift();
    qInfo("%.2f µs a glyph, %.0f µs a reading", adding * 1e6, base::secondsSince(asked) * 1e6);
  }
};

QTEST_GUILESS_MAIN(DriftTest)
#include "DriftTest.moc"
