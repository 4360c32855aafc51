#include <cmath>

#include <QTest>

#include "core/model/Judgement.h"
#include "core/model/Reading.h"
#include "core/model/Softmax.h"

using namespace numeral;
using model::Item;
using model::Verdict;

namespace {

/// An item that is `best` with probability `probability`; what lacks to 1 is that of no class.
Item item(std::size_t line, std::size_t from, std::size_t to, std::size_t best, float probability)
{
  Item made;
  made.span = {line, from, to};
  made.best = best;
  made.probabilities.assign(10, 0.F);
  made.probabilities[best] = probability;
  return made;
}

/// The same ink as two digits, each `probability` sure.
Item pair(Item made, std::size_t left, std::size_t right, float probability)
{
  made.box = {10, 0, 40, 30};
  made.pair = {{left, right}, probability, {}};
  for (auto& side : made.pair->probabilities)
    side.assign(10, 0.F);
  made.pair->probabilities[0][left] = made.pair->probabilities[1][right] = probability;
  return made;
}

std::string read(std::vector<Item> items)
{
  model::chooseReadings(items);
  std::string text;
  for (const auto& chosen : items)
    text += static_cast<char>('0' + static_cast<int>(chosen.best));
  return text;
}

} // namespace

class ReadingTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void keepsWhatHasNoRival();
  void choosesTheMoreProbableWay();
  void readsTwoThatTouchInOne();
  void partsAPairWhereACutDoes();
  void neverLeavesAGap();
  void readsEachLineOnItsOwn();
  void judgesByTheThresholds();
  void readsADoubtfulDigitAmongOthers();
  void temperatureAndNoClass();
  void pairsComeAfterWhatIsNone();
  void dropsMarksBesideDigits();
};

void ReadingTest::keepsWhatHasNoRival()
{
  QCOMPARE(read({}), std::string());
  QCOMPARE(read({item(0, 0, 1, 4, 0.01F)}), std::string("4"));
  QCOMPARE(read({item(0, 0, 1, 4, 0.9F), item(0, 1, 2, 2, 0.3F)}), std::string("42"));
}

void ReadingTest::choosesTheMoreProbableWay()
{
  // Two halves of a zero, or a zero.
  QCOMPARE(read({item(0, 0, 1, 1, 0.4F), item(0, 0, 2, 0, 0.9F), item(0, 1, 2, 7, 0.3F)}), std::string("0"));
  // Two ones, or something that looks like an eleven.
  QCOMPARE(read({item(0, 0, 1, 1, 0.9F), item(0, 0, 2, 4, 0.2F), item(0, 1, 2, 1, 0.9F)}), std::string("11"));
  // The middle piece belongs to the left one.
  QCOMPARE(read({item(0, 0, 1, 1, 0.3F), item(0, 0, 2, 4, 0.95F), item(0, 1, 2, 1, 0.2F), item(0, 1, 3, 8, 0.3F),
                 item(0, 2, 3, 7, 0.9F)}),
           std::string("47"));
}

void ReadingTest::readsTwoThatTouchInOne()
{
  const auto halves = [](float sure) {
    return std::vector{item(0, 0, 1, 3, sure), pair(item(0, 0, 2, 8, 0.1F), 3, 7, 0.9F), item(0, 1, 2, 1, sure)};
  };
  QCOMPARE(read(halves(0.5F)), std::string("37"));
  QCOMPARE(read(halves(0.95F)), std::string("31")); // pieces that are as plain together win
  QCOMPARE(read({pair(item(0, 0, 1, 4, 0.6F), 1, 1, 0.4F)}), std::string("4"));
  auto items = std::vector{pair(item(0, 0, 1, 4, 0.1F), 1, 2, 0.8F)};
  model::chooseReadings(items);
  QCOMPARE(items.size(), std::size_t{2});
  for (const auto& one : items) {
    QVERIFY(!one.pair);
    QCOMPARE(one.probabilities[one.best], 0.8F);
    QCOMPARE(one.box->width, 20.0); // nothing says where one ends
    QVERIFY(model::judge(one, {}) == Verdict::Unsure);
  }
  items = {pair(item(0, 0, 1, 4, 0.01F), 1, 2, 0.97F)};
  model::chooseReadings(items);
  QVERIFY(model::judge(items.at(1), {}) == Verdict::Digit);
  QCOMPARE(items[1].box->x, 30.0);
}

void ReadingTest::partsAPairWhereACutDoes()
{
  auto left = item(0, 0, 1, 3, 0.3F);
  left.box = {10, 0, 12, 30};
  auto right = item(0, 1, 2, 1, 0.2F);
  right.probabilities[7] = 0.1F;
  right.box = {22, 0, 28, 30};
  std::vector items{left, pair(item(0, 0, 2, 8, 0.1F), 3, 7, 0.9F), right};
  model::chooseReadings(items);
  QCOMPARE(items.size(), std::size_t{2});
  QCOMPARE(*items[0].box, *left.box);
  QCOMPARE(*items[1].box, *right.box);
}

void ReadingTest::neverLeavesAGap()
{
  // However sure the first and last are, something has to be said of the piece between them.
  QCOMPARE(read({item(0, 0, 1, 1, 1.F), item(0, 1, 2, 5, 0.F), item(0, 2, 3, 3, 1.F)}), std::string("153"));
}

void ReadingTest::readsEachLineOnItsOwn()
{
  QCOMPARE(read({item(0, 0, 1, 1, 0.4F), item(0, 0, 2, 0, 0.9F), item(0, 1, 2, 7, 0.3F), item(1, 0, 1, 6, 0.9F),
                 item(1, 0, 2, 0, 0.1F), item(1, 1, 2, 2, 0.9F)}),
           std::string("062"));
}

void ReadingTest::judgesByTheThresholds()
{
  const model::Thresholds thresholds{0.7, 0.6};
  QCOMPARE(model::judge(item(0, 0, 1, 3, 0.9F), thresholds), Verdict::Digit);
  QCOMPARE(model::judge(item(0, 0, 1, 3, 0.5F), thresholds), Verdict::Unsure);
  QCOMPARE(model::judge(item(0, 0, 1, 3, 0.3F), thresholds), Verdict::NotADigit);
  QCOMPARE(model::judge(item(0, 0, 1, 3, 0.01F), {}), Verdict::Digit); // a model without thresholds
  auto cut = item(0, 0, 1, 3, 0.99F);
  cut.prior = 0.8;
  QCOMPARE(model::judge(cut, thresholds), Verdict::Unsure);
  auto blot = item(0, 0, 1, 0, 0.99F);
  blot.ink.stroke = 0.5;
  QCOMPARE(model::judge(blot, thresholds), Verdict::NotADigit);
}

void ReadingTest::readsADoubtfulDigitAmongOthers()
{
  const auto verdicts = [](std::vector<Verdict> given) {
    std::vector<model::Item> items(given.size());
    for (std::size_t i = 0; i < given.size(); ++i)
      items[i].verdict = given[i];
    model::judgeInCompany(items);
    for (std::size_t i = 0; i < given.size(); ++i)
      given[i] = items[i].verdict;
    return given;
  };
  constexpr auto kDigit = Verdict::Digit;
  constexpr auto kNone = Verdict::NotADigit;
  QCOMPARE(verdicts({kDigit, kNone, kDigit}), (std::vector{kDigit, Verdict::Unsure, kDigit}));
  QCOMPARE(verdicts({kDigit, kNone}), (std::vector{kDigit, kNone})); // a letter and a digit
  QCOMPARE(verdicts({kNone}), std::vector{kNone});
  QCOMPARE(verdicts({}), std::vector<Verdict>{});
}

void ReadingTest::temperatureAndNoClass()
{
  model::Manifest manifest;
  manifest.classes = {"a", "b"};
  manifest.background = true;
  const std::vector<float> logits{2, 0, 4};
  Item found;
  model::applySoftmax(logits, manifest, found);
  QCOMPARE(found.best, std::size_t{0}); // the best class, though none is likelier
  QCOMPARE(found.probabilities.size(), std::size_t{2});
  const double sum = std::exp(2.0) + 1 + std::exp(4.0);
  QVERIFY(std::abs(found.probabilities[0] - std::exp(2.0) / sum) < 1e-6);
  manifest.temperature = 2;
  model::applySoftmax(logits, manifest, found);
  const double cooler = std::exp(1.0) + 1 + std::exp(2.0);
  QVERIFY(std::abs(found.probabilities[0] - std::exp(1.0) / cooler) < 1e-6);
}

void ReadingTest::pairsComeAfterWhatIsNone()
{
  model::Manifest manifest;
  manifest.classes = {"a", "b"};
  manifest.background = true;
  manifest.pairs = true;
  QCOMPARE(manifest.outputs(), std::size_t{7});
  const std::vector<float> logits{0, 0, 0, 0, 0, 9, 8}; // a, b, none, aa, ab, ba, bb
  Item sent;
  model::applySoftmax(logits, manifest, sent);
  QVERIFY(!sent.pair); // a tensor is one thing
  Item found;
  found.box.emplace();
  model::applySoftmax(logits, manifest, found);
  QCOMPARE(found.probabilities.size(), std::size_t{2});
  QVERIFY(found.pair);
  QCOMPARE(found.pair->best, (std::array<std::size_t, 2>{1, 0}));
  QVERIFY(std::abs(found.pair->probability - 0.731F) < 1e-3F);
  QVERIFY(found.pair->probabilities[0][1] > 0.99F);
  QVERIFY(std::abs(found.pair->probabilities[1][0] - 0.731F) < 1e-3F);
}

void ReadingTest::dropsMarksBesideDigits()
{
  const auto judged = [](std::size_t place, double size, Verdict verdict) {
    auto made = item(0, place, place + 1, 1, 0.9F);
    made.box = vision::Box{0, 0, size / 2, size};
    made.verdict = verdict;
    return made;
  };
  std::vector<Item> number{judged(0, 50, Verdict::Digit), judged(1, 12, Verdict::NotADigit),
                           judged(2, 45, Verdict::NotADigit), judged(3, 12, Verdict::Unsure)};
  model::dropMarks(number);
  QCOMPARE(number.size(), std::size_t{3}); // the comma is gone; a letter and a small digit are not
  QCOMPARE(number[1].span.from, std::size_t{2});
  std::vector<Item> comma{judged(0, 12, Verdict::NotADigit)};
  model::dropMarks(comma);
  QCOMPARE(comma.size(), std::size_t{1}); // alone, it is what the page says
}

QTEST_GUILESS_MAIN(ReadingTest)
#include "ReadingTest.moc"
