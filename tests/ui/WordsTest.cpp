#include <QTest>

#include "ui/result/Words.h"

using namespace numeral;

namespace {

engine::Recognition recognition(model::Verdict verdict, const char* label, double confidence)
{
  engine::Recognition answer;
  answer.verdict = verdict;
  if (label)
    answer.label = label;
  answer.confidence = confidence;
  return answer;
}

} // namespace

class WordsTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void percentages_data()
  {
    QTest::addColumn<double>("share");
    QTest::addColumn<QString>("words");
    QTest::newRow("nothing") << 0.0 << "0.0 %";
    QTest::newRow("half") << 0.5 << "50.0 %";
    QTest::newRow("nearly certain") << 0.99949 << "99.9 %";
    QTest::newRow("certain") << 0.9995 << "100 %";
    QTest::newRow("one") << 1.0 << "100 %";
  }
  void percentages()
  {
    QFETCH(const double, share);
    QTEST(ui::percent(share), "words");
  }

  void aDigit()
  {
    auto answer = recognition(model::Verdict::Digit, "4", 0.98);
    answer.alternatives = {{"9", 0.015}};
    QCOMPARE(ui::headline(answer), QStringLiteral("4"));
    QCOMPARE(ui::sentence(answer), QStringLiteral("Read as 4, 98.0 % sure."));
    QCOMPARE(ui::secondGuess(answer), QStringLiteral("Second guess: 9, 1.5 %"));
  }

  void aRivalOfNoWeightIsNotNamed()
  {
    auto answer = recognition(model::Verdict::Digit, "4", 0.9999);
    answer.alternatives = {{"9", 0.0001}};
    QVERIFY(ui::secondGuess(answer).isEmpty());
  }

  void unsure()
  {
    auto answer = recognition(model::Verdict::Unsure, "4", 0.52);
    answer.alternatives = {{"9", 0.44}};
    QCOMPARE(ui::headline(answer), QStringLiteral("4 or 9"));
    QCOMPARE(ui::sentence(answer), QStringLiteral("Not sure: 4 (52.0 %) or 9 (44.0 %)."));
    QVERIFY(ui::secondGuess(answer).isEmpty());
  }

  void unsureOfANumberHasNoSingleRival()
  {
    const auto answer = recognition(model::Verdict::Unsure, "42", 0.52);
    QCOMPARE(ui::headline(answer), QStringLiteral("42"));
    QCOMPARE(ui::sentence(answer), QStringLiteral("Not sure: perhaps 42, 52.0 %."));
  }

  void aDaringPartingIsWhyItIsUnsure()
  {
    auto answer = recognition(model::Verdict::Unsure, "23", 1);
    answer.model.classes = {"2", "3"};
    answer.items.resize(2);
    model::Item& three = answer.items.back();
    three.best = 1;
    three.probabilities = {0, 1};
    three.verdict = model::Verdict::Unsure;
    three.prior = 0.5;
    QCOMPARE(ui::sentence(answer), QStringLiteral("Not sure: perhaps 23, if the digits are parted rightly."));
    QCOMPARE(ui::glyphSentence(answer, three),
             QStringLiteral("Not sure: perhaps 3, if it is parted rightly from its neighbours."));
  }

  void rowsStandInOneLine()
  {
    const auto answer = recognition(model::Verdict::Digit, "314\n27", 0.997);
    QCOMPARE(ui::headline(answer), QStringLiteral("314 / 27"));
    QCOMPARE(ui::sentence(answer), QStringLiteral("Read as 314 / 27, 99.7 % sure."));
  }

  void noLabelIsNoDigit()
  {
    QCOMPARE(ui::headline(recognition(model::Verdict::NotADigit, nullptr, 0)), QStringLiteral("?"));
    QCOMPARE(ui::headline(recognition(model::Verdict::Empty, nullptr, 0)), ui::noAnswer());
    QCOMPARE(ui::sentence(recognition(model::Verdict::Empty, nullptr, 0)),
             QStringLiteral("There is nothing written here."));
  }
};

QTEST_GUILESS_MAIN(WordsTest)
#include "WordsTest.moc"
