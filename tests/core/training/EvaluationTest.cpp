#include <cmath>

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/training/Evaluation.h"

using namespace numeral;
using model::Verdict;

namespace {

training::Sample sample(const char* id, const char* truth, const char* contributor)
{
  return {id, truth, contributor, [] { return engine::Input(engine::Tensor{}); }};
}

engine::Result answer(const char* label, double confidence, Verdict verdict = Verdict::Digit)
{
  engine::Recognition recognition;
  recognition.label = label;
  recognition.confidence = confidence;
  recognition.verdict = verdict;
  recognition.items.emplace_back().input = image::Image(2, 2, 1, 128);
  return recognition;
}

/// Six samples, three of them right: one wrong answer, one blank page, one failure.
training::Evaluation handMade()
{
  const std::vector<training::Sample> samples{sample("a", "0", "ann"), sample("b", "1", "ann"),
                                              sample("c", "1", "bob"), sample("<d>", "0", "bob"),
                                              sample("e", "1", ""),    sample("f", "10", "bob")};
  const std::vector<engine::Result> results{answer("0", 0.9),
                                            answer("1", 0.7, Verdict::Unsure),
                                            answer("0", 0.8),
                                            engine::Recognition{},
                                            base::failure(base::ErrorCode::UnusableImage, "It is broken."),
                                            answer("10", 1)};
  return training::summarise(samples, results, {"0", "1"});
}

} // namespace

class EvaluationTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void countsAHandMadeCase();
  void writesTheAgreedJson();
  void showsEveryMistakeOnThePage();
  void countsWhatIsNoDigitApart();
  void measuresConfidence();
  void intervalsAreWilsons();
  void survivesNoSamples();
};

void EvaluationTest::countsAHandMadeCase()
{
  const auto e = handMade();
  QCOMPARE(e.all.samples, std::size_t{6});
  QCOMPARE(e.all.right, std::size_t{3});
  QCOMPARE(e.all.accuracy(), 0.5);
  QCOMPARE(e.all.abstained, std::size_t{2}); // unsure and empty
  QCOMPARE(e.failed, std::size_t{1});
  QCOMPARE(e.byClass.at("0").right, std::size_t{1});
  QCOMPARE(e.byClass.at("1").samples, std::size_t{3});
  QVERIFY(!e.byClass.contains("10")); // a string is no class
  QCOMPARE(e.byContributor.at("ann").right, std::size_t{2});
  QCOMPARE(e.byContributor.at("bob").samples, std::size_t{3});
  QCOMPARE(e.byContributor.size(), std::size_t{2});
  QCOMPARE(e.confusion, (std::vector<std::vector<std::size_t>>{{1, 0, 1}, {1, 1, 1}}));
  QCOMPARE(e.mistakes.size(), std::size_t{3});
  QCOMPARE(e.mistakes[0].id, std::string("c"));
  QCOMPARE(e.mistakes[0].answer, std::optional<std::string>("0"));
  QVERIFY(!e.mistakes[1].answer.has_value());
  QCOMPARE(e.mistakes[2].error, std::string("It is broken."));
  // Each answer in a bin of its own: |0.9 - 1|, |0.7 - 1|, |0.8 - 0|, |1 - 1|.
  QVERIFY(std::abs(e.calibrationError - (0.1 + 0.3 + 0.8) / 4) < 1e-12);
}

void EvaluationTest::writesTheAgreedJson()
{
  const auto json = training::toJson(handMade());
  QCOMPARE(json.at("accuracy").get<double>(), 0.5);
  QCOMPARE(json.at("samples").get<int>(), 6);
  QCOMPARE(json.at("abstained").get<int>(), 2);
  QCOMPARE(json.at("by_class").at("1").at("right").get<int>(), 1);
  QCOMPARE(json.at("by_contributor").at("bob").at("samples").get<int>(), 3);
  const auto& mistakes = json.at("mistakes");
  QCOMPARE(mistakes.size(), std::size_t{3});
  QCOMPARE(mistakes[0].at("truth").get<std::string>(), std::string("1"));
  QCOMPARE(mistakes[0].at("answer").get<std::string>(), std::string("0"));
  QVERIFY(mistakes[1].at("answer").is_null());
  QCOMPARE(mistakes[1].at("verdict").get<std::string>(), std::string("empty"));
  QCOMPARE(mistakes[2].at("error").get<std::string>(), std::string("It is broken."));
}

void EvaluationTest::showsEveryMistakeOnThePage()
{
  const auto html = training::toHtml(handMade(), "bars & more");
  QVERIFY(html.has_value());
  const auto page = QString::fromStdString(*html);
  QCOMPARE(page.count("<li>"), 3);
  QCOMPARE(page.count("data:image/png;base64,"), 1);
  QVERIFY(page.contains("bars &amp; more"));
  QVERIFY(page.contains("&lt;d&gt;"));
  QVERIFY(page.contains("It is broken."));
  QVERIFY(!page.contains("src=\"http") && !page.contains("href="));
}

void EvaluationTest::countsWhatIsNoDigitApart()
{
  std::vector<training::Sample> samples{sample("a", "0", "ann"), sample("b", "K", "ann"), sample("c", "O", "ann"),
                                        sample("d", "K", "ann")};
  for (std::size_t i = 1; i < samples.size(); ++i)
    samples[i].noDigit = true;
  engine::Recognition none;
  none.verdict = Verdict::NotADigit;
  const std::vector<engine::Result> results{answer("0", 0.9), none, answer("0", 0.9),
                                            answer("1", 0.4, Verdict::Unsure)};
  const auto e = training::summarise(samples, results, {"0", "1"});
  QCOMPARE(e.all.samples, std::size_t{1});
  QCOMPARE(e.noDigit.samples, std::size_t{3});
  QCOMPARE(e.noDigit.right, std::size_t{2});
  QCOMPARE(e.byClass.at("K").right, std::size_t{2});
  QCOMPARE(e.byClass.at("O").right, std::size_t{0});
  QCOMPARE(e.mistakes.size(), std::size_t{1});
  QVERIFY(e.mistakes[0].noDigit);
  QVERIFY(std::abs(e.calibrationError - 0.1) < 1e-12); // of digits alone
  QVERIFY(training::toHtml(e, "x")->find("no digit O") != std::string::npos);
}

void EvaluationTest::measuresConfidence()
{
  // Two hundred answers, the two least confident of them wrong, then also one that is sure.
  std::vector<training::Sample> samples;
  std::vector<engine::Result> results;
  for (int i = 0; i < 200; ++i) {
    samples.push_back(sample("x", i < 3 ? "1" : "0", ""));
    auto recognition = answer("0", i < 2 ? 0.3 : 0.9).value();
    recognition.items.front().probabilities = {0.75F, 0.25F};
    recognition.times.decode = i < 100 ? 0.002 : 0.004;
    results.emplace_back(recognition);
  }
  const auto e = training::summarise(samples, results, {"0", "1"});
  QVERIFY(std::abs(e.errorMostConfident - 1.0 / 198) < 1e-12);
  QVERIFY(std::abs(e.logLoss + (197 * std::log(0.75) + 3 * std::log(0.25)) / 200) < 1e-6);
  QVERIFY(std::abs(e.times.decode - 0.003) < 1e-9);
}

void EvaluationTest::intervalsAreWilsons()
{
  const auto [low, high] = training::interval({100, 95, 0});
  QVERIFY(std::abs(low - 0.88825) < 1e-4); // worked out by hand
  QVERIFY(std::abs(high - 0.97846) < 1e-4);
  QCOMPARE(training::interval({10, 10, 0}).high, 1.0);
  QVERIFY(training::interval({10, 10, 0}).low < 0.75);
  QCOMPARE(training::interval({}).high, 1.0);
}

void EvaluationTest::survivesNoSamples()
{
  const auto e = training::summarise({}, {}, {"0", "1"});
  QCOMPARE(e.all.accuracy(), 0.0);
  QCOMPARE(e.calibrationError, 0.0);
}

QTEST_GUILESS_MAIN(EvaluationTest)
#include "EvaluationTest.moc"
