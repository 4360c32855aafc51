#include <cmath>

#include <QTest>

#include "core/training/Calibration.h"
#include "core/training/Random.h"

using namespace numeral;
using training::Random;

namespace {

constexpr std::size_t kClasses = 3;

/// Answers that are right with the probability that softmax gives them at temperature 1, then overstated `factor`
/// times.
struct Answers {
  std::vector<float> logits;
  std::vector<int> labels;
};

Answers overstated(double factor, std::size_t outputs)
{
  Answers answers;
  Random random(4);
  for (int i = 0; i < 4000; ++i) {
    std::vector<double> logits(outputs);
    double sum = 0;
    for (auto& logit : logits) {
      logit = random.uniform(-3, 3);
      sum += std::exp(logit);
    }
    double place = random.uniform(0, sum);
    int label = 0;
    for (; label + 1 < static_cast<int>(outputs) && (place -= std::exp(logits[static_cast<std::size_t>(label)])) > 0;)
      ++label;
    for (const double logit : logits)
      answers.logits.push_back(static_cast<float>(logit * factor));
    answers.labels.push_back(label);
  }
  return answers;
}

} // namespace

class CalibrationTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void findsTheTemperature();
  void refusesAsManyAsAllowed();
  void leavesAlone();
};

void CalibrationTest::findsTheTemperature()
{
  for (const double factor : {0.5, 1.0, 4.0}) {
    const auto answers = overstated(factor, kClasses);
    const auto found = training::calibrate(answers.logits, answers.labels, kClasses).temperature;
    QVERIFY2(std::abs(found / factor - 1) < 0.1, qPrintable(QString("%1 for %2").arg(found).arg(factor)));
  }
}

void CalibrationTest::refusesAsManyAsAllowed()
{
  const auto answers = overstated(1, kClasses + 1);
  const auto found = training::calibrate(answers.logits, answers.labels, kClasses, {0.05, 0.1});
  std::size_t known = 0;
  std::size_t unsure = 0;
  std::size_t none = 0;
  for (std::size_t i = 0; i < answers.labels.size(); ++i) {
    if (answers.labels[i] == static_cast<int>(kClasses))
      continue;
    ++known;
    double sum = 0;
    double best = 0;
    for (std::size_t k = 0; k <= kClasses; ++k)
      sum += std::exp(answers.logits[i * (kClasses + 1) + k] / found.temperature);
    for (std::size_t k = 0; k < kClasses; ++k)
      best = std::max(best, std::exp(answers.logits[i * (kClasses + 1) + k] / found.temperature) / sum);
    unsure += best < found.thresholds.unsure ? 1 : 0;
    none +=
        std::exp(answers.logits[i * (kClasses + 1) + kClasses] / found.temperature) / sum > found.thresholds.notADigit
            ? 1
            : 0;
  }
  const auto share = [known](std::size_t count) { return static_cast<double>(count) / static_cast<double>(known); };
  QVERIFY2(std::abs(share(unsure) - 0.1) < 0.01, qPrintable(QString::number(share(unsure))));
  QVERIFY2(std::abs(share(none) - 0.05) < 0.01, qPrintable(QString::number(share(none))));
}

void CalibrationTest::leavesAlone()
{
  const auto nothing = training::calibrate({}, {}, kClasses);
  QCOMPARE(nothing.temperature, 1.0);
  QCOMPARE(nothing.thresholds, model::Thresholds());
  // Without an output for what is none of the classes, nothing is ever called that.
  const auto answers = overstated(1, kClasses);
  QCOMPARE(training::calibrate(answers.logits, answers.labels, kClasses).thresholds.notADigit, 1.0);
}

QTEST_GUILESS_MAIN(CalibrationTest)
#include "CalibrationTest.moc"
