/// Readings go in, and what is to be told comes out; the clock is the test's.
#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

#include "monitoring/alerts/Evaluator.h"
#include "monitoring/alerts/Message.h"

using namespace numeral;
using alerts::Change;
using report::Alert;
using State = Alert::State;

namespace {

constexpr double kCooldown = 300;
constexpr double kStart = 1.7e9; ///< Unix time

/// One rule, looked at once a second.
class Watched {
public:
  explicit Watched(const char* name, const alerts::Thresholds& thresholds = {})
      : m_rule(ruleOf(name, thresholds)), m_evaluator({m_rule}, kCooldown, kStart)
  {
  }

  /// `seconds` long the same value; gives what changed.
  std::vector<Change> is(std::optional<double> value, int seconds = 1)
  {
    std::vector<Change> changes;
    for (int i = 0; i < seconds; ++i) {
      m_now += 1;
      alerts::Readings readings;
      readings.*m_rule.reading = value;
      for (Change& change : m_evaluator.evaluate(readings, m_now, kStart + m_now))
        changes.push_back(std::move(change));
    }
    return changes;
  }

  State state() const { return m_evaluator.alerts().front().state; }
  double since() const { return m_evaluator.alerts().front().since - kStart; }
  double now() const { return m_now; }
  const alerts::Evaluator& evaluator() const { return m_evaluator; }

  static alerts::Rule ruleOf(const std::string& name, const alerts::Thresholds& thresholds)
  {
    const auto rules = alerts::makeRules(thresholds);
    return *std::find_if(rules.begin(), rules.end(), [&](const alerts::Rule& rule) { return rule.name == name; });
  }

private:
  alerts::Rule m_rule;
  alerts::Evaluator m_evaluator;
  double m_now = 0;
};

bool began(const std::vector<Change>& changes)
{
  return changes.size() == 1 && changes[0].kind == Change::Kind::Began && changes[0].news;
}

bool ended(const std::vector<Change>& changes)
{
  return changes.size() == 1 && changes[0].kind == Change::Kind::Ended && changes[0].news;
}

} // namespace

class RulesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  /// Name, severity, condition and time as they are agreed on with the rules for Prometheus.
  void theTable_data()
  {
    QTest::addColumn<int>("severity");
    QTest::addColumn<QString>("condition");
    QTest::addColumn<double>("seconds");
    constexpr int kWarning = 0;
    constexpr int kCritical = 1;
    QTest::newRow("NumeralHighErrorRate") << kCritical << "error_rate >= 0.5" << 60.0;
    QTest::newRow("NumeralErrorRateElevated") << kWarning << "error_rate >= 0.05" << 300.0;
    QTest::newRow("NumeralLowConfidence") << kWarning << "confidence < 0.6" << 60.0;
    QTest::newRow("NumeralHighCpu") << kWarning << "cpu >= 95" << 300.0;
    QTest::newRow("NumeralHighMemory") << kCritical << "memory >= 95" << 120.0;
    QTest::newRow("NumeralDrift") << kWarning << "drift >= 0.25" << 600.0;
    QTest::newRow("NumeralQueueNearlyFull") << kWarning << "queue >= 0.9" << 60.0;
    QTest::newRow("NumeralLoadShed") << kWarning << "shed > 0.1" << 60.0;
    QTest::newRow("NumeralSlowPredictions") << kWarning << "latency >= 1" << 300.0;
    QTest::newRow("NumeralNotReady") << kCritical << "ready == 0" << 120.0;
    QTest::newRow("NumeralDiskNearlyFull") << kWarning << "disk >= 95" << 300.0;
    QTest::newRow("NumeralMailFailing") << kWarning << "mail_failures > 0" << 0.0;
  }

  void theTable()
  {
    QFETCH(int, severity);
    QFETCH(QString, condition);
    QFETCH(double, seconds);
    const auto rule = Watched::ruleOf(QTest::currentDataTag(), {});
    QCOMPARE(static_cast<int>(rule.severity), severity);
    QCOMPARE(QStringLiteral("%1 %2 %3").arg(rule.readingName, alerts::symbol(rule.comparison)).arg(rule.threshold),
             condition);
    QCOMPARE(rule.forSeconds, seconds);
    for (const char* words : {rule.summary, rule.description, rule.remedy})
      QVERIFY(*words != '\0');
    QCOMPARE(rule.runbook, "monitoring/RUNBOOKS.md#" + QString(QTest::currentDataTag()).toLower().toStdString());
    QCOMPARE(alerts::makeRules({}).size(), std::size_t{12});
  }

  void thresholdsAreTheOperators()
  {
    alerts::Thresholds thresholds;
    thresholds.errorRate = 0.3;
    thresholds.errorRateWarning = 0.02;
    thresholds.confidence = 0.9;
    thresholds.cpu = 50;
    thresholds.memory = 60;
    thresholds.drift = 0.1;
    thresholds.queue = 0.4;
    thresholds.shed = 2;
    thresholds.latency = 3;
    thresholds.disk = 70;
    thresholds.hold = 7;
    std::multiset<double> found;
    for (const auto& rule : alerts::makeRules(thresholds)) {
      found.insert(rule.threshold);
      QCOMPARE(rule.forSeconds, 7.0);
    }
    QVERIFY((found == std::multiset<double>{0, 0, 0.02, 0.1, 0.3, 0.4, 0.9, 2, 3, 50, 60, 70}));
  }

  void itFiresOnceTheConditionHasHeldLongEnough()
  {
    Watched rule("NumeralHighErrorRate");
    QVERIFY(rule.is(0.49, 100).empty());
    QCOMPARE(rule.state(), State::Normal);
    QVERIFY(rule.is(0.5, 60).empty());
    QCOMPARE(rule.state(), State::Pending);
    QCOMPARE(rule.since(), 101.0);
    const auto changes = rule.is(0.9);
    QVERIFY(began(changes));
    QVERIFY(changes[0].notify && !changes[0].suppressed);
    QCOMPARE(changes[0].alert.value.value(), 0.9);
    QCOMPARE(rule.state(), State::Firing);
    QCOMPARE(rule.since(), rule.now());
    QVERIFY(rule.is(0.9, 1000).empty()); // said once
  }

  void oneGoodReadingBeginsAnew()
  {
    Watched rule("NumeralHighErrorRate");
    rule.is(0.6, 59);
    QVERIFY(rule.is(0.4).empty());
    QCOMPARE(rule.state(), State::Normal);
    QVERIFY(rule.is(0.6, 60).empty());
    QVERIFY(began(rule.is(0.6)));
  }

  void aValueAtTheThresholdDoesNotFlap()
  {
    Watched rule("NumeralHighErrorRate");
    rule.is(0.5, 61);
    QCOMPARE(rule.state(), State::Firing);
    QVERIFY(rule.is(0.49, 10).empty());
    QVERIFY(rule.is(0.4, 10).empty());
    const auto changes = rule.is(0.39);
    QVERIFY(ended(changes));
    QVERIFY(changes[0].notify);
    QCOMPARE(rule.state(), State::Resolved);
  }

  void lowConfidenceIsBelow()
  {
    Watched rule("NumeralLowConfidence");
    rule.is(0.6, 100);
    QCOMPARE(rule.state(), State::Normal);
    rule.is(0.59, 61);
    QCOMPARE(rule.state(), State::Firing);
    QVERIFY(rule.is(0.61, 10).empty());
    QVERIFY(ended(rule.is(0.64)));
    // Also where no confidence could be better than the threshold.
    alerts::Thresholds thresholds;
    thresholds.confidence = 1;
    Watched strict("NumeralLowConfidence", thresholds);
    strict.is(0.99, 61);
    QCOMPARE(strict.state(), State::Firing);
    QVERIFY(ended(strict.is(1)));
  }

  void notReady()
  {
    Watched rule("NumeralNotReady");
    rule.is(1, 200);
    QCOMPARE(rule.state(), State::Normal);
    rule.is(0, 121);
    QCOMPARE(rule.state(), State::Firing);
    QVERIFY(ended(rule.is(1)));
  }

  void aMissingReadingIsNeitherGoodNorBad()
  {
    Watched rule("NumeralHighErrorRate");
    rule.is(0.9, 31);
    QVERIFY(rule.is(std::nullopt, 200).empty());
    QCOMPARE(rule.state(), State::Pending);
    QVERIFY(rule.is(0.9, 29).empty()); // what was missed was not seen to be bad
    QVERIFY(rule.is(std::nan(""), 200).empty());
    rule.is(0.9, 5);
    QCOMPARE(rule.state(), State::Firing);
    QVERIFY(rule.is(std::nullopt, 200).empty());
    QCOMPARE(rule.state(), State::Firing);
    QVERIFY(rule.is(0.9).empty());
    QCOMPARE(rule.state(), State::Firing);
  }

  void whatNobodySeesAnyMoreEnds()
  {
    Watched rule("NumeralHighErrorRate");
    rule.is(0.9, 61);
    QVERIFY(rule.is(std::nullopt, 299).empty());
    const auto changes = rule.is(std::nullopt);
    QVERIFY(ended(changes));
    QVERIFY(changes[0].notify && !changes[0].alert.value);
    rule.is(0.9, 10);
    QCOMPARE(rule.state(), State::Pending);
    QVERIFY(rule.is(std::nullopt, 300).empty());
    QCOMPARE(rule.state(), State::Normal);
  }

  void theCooldownHoldsMailsBackAndNotAlerts()
  {
    Watched rule("NumeralHighErrorRate");
    rule.is(0.9, 61);
    QVERIFY(ended(rule.is(0)));
    const auto again = rule.is(0.9, 61);
    QVERIFY(began(again));
    QVERIFY(again[0].suppressed && !again[0].notify);
    QCOMPARE(rule.state(), State::Firing);
    const auto over = rule.is(0);
    QVERIFY(ended(over));
    QVERIFY(!over[0].notify); // of what nobody was told

    rule.is(0.9, 61); // and this one lasts
    const auto late = rule.is(0.9, 200);
    QCOMPARE(late.size(), std::size_t{1});
    QVERIFY(late[0].notify && !late[0].news && late[0].kind == Change::Kind::Began);
    QVERIFY(rule.is(0)[0].notify);

    rule.is(0.1, 400);
    const auto fresh = rule.is(0.9, 61);
    QVERIFY(began(fresh));
    QVERIFY(fresh[0].notify && !fresh[0].suppressed);
  }

  void failingMailsAreNotMailed()
  {
    Watched rule("NumeralMailFailing");
    const auto changes = rule.is(1);
    QVERIFY(began(changes));
    QVERIFY(!changes[0].notify && !changes[0].suppressed);
    QVERIFY(ended(rule.is(0)));
  }

  void theLatestAreRemembered()
  {
    Watched rule("NumeralMailFailing");
    for (int i = 0; i < 30; ++i)
      rule.is(i % 2);
    const auto last = rule.evaluator().last();
    QCOMPARE(last.size(), std::size_t{20});
    QVERIFY(!last[0].resolved && last[1].resolved);
    QCOMPARE(last[0].time, kStart + 30);
    QCOMPARE(last[0].name, std::string("NumeralMailFailing"));
  }

  void messages()
  {
    Watched rule("NumeralHighErrorRate");
    const auto alert = rule.is(0.75, 61).at(0).alert;
    const auto firing = alerts::messageOf(alert, "<b>reader</b> & co");
    QCOMPARE(firing.subject, std::string("[Numeral] critical: Most predictions fail (<b>reader</b> & co)"));
    for (const char* words : {"NumeralHighErrorRate (critical): error_rate >= 0.5 for 60 s", "Now: 0.75",
                              "What to do: ", "2023-11-14 22:14:21 UTC", "Where: <b>reader</b> & co"})
      QVERIFY2(firing.text.find(words) != std::string::npos, words);
    QVERIFY(firing.html.find("&lt;b&gt;reader&lt;/b&gt; &amp; co") != std::string::npos);
    QVERIFY(firing.html.find("<b>") == std::string::npos);
    QVERIFY(firing.text.find("Runbook: \"NumeralHighErrorRate\" in monitoring/RUNBOOKS.md of Numeral's source") !=
            std::string::npos);
    auto linked = alert;
    linked.runbook = alerts::makeRules({}, "https://example.org/runbooks").front().runbook;
    QVERIFY(
        alerts::messageOf(linked, "here").text.find("Runbook: https://example.org/runbooks#numeralhigherrorrate\n") !=
        std::string::npos);
    const auto resolved = alerts::messageOf(rule.is(0.1).at(0).alert, "here");
    QCOMPARE(resolved.subject, std::string("[Numeral] resolved: Most predictions fail (here)"));
    QVERIFY(resolved.text.find("no longer holds") != std::string::npos);
    QVERIFY(alerts::lineOf(alert).find("NumeralHighErrorRate fires") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(RulesTest)
#include "RulesTest.moc"
