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

void EvaluationTest::survivesNoSamples()
{
  const auto e = training::summarise({}, {}, {"0", "1"});
  QCOMPARE(e.all.accuracy(), 0.0);
  QCOMPARE(e.calibrationError, 0.0);
}

QTEST_GUILESS_MAIN(EvaluationTest)
#include "EvaluationTest.moc"
