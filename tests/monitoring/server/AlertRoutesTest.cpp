/// What /alerts says of rules, and what /alerts/test makes of a mail server's answer.
#include <QTemporaryDir>
#include <QTest>

#include "core/base/Files.h"
#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using support::fetch;
using Json = nlohmann::json;
using report::Alert;

namespace {

const std::string kKey = "X-API-Key: correct-horse-battery\r\n";

Alert rule(const char* name, const char* reading, Alert::Severity severity, Alert::State state, double threshold)
{
  Alert alert;
  alert.name = name;
  alert.reading = reading;
  alert.severity = severity;
  alert.state = state;
  alert.threshold = threshold;
  alert.forSeconds = 60;
  alert.since = 1.5e9;
  alert.comparison = ">=";
  alert.runbook = std::string("runbooks#") + name;
  return alert;
}

report::AlertReport sampleReport()
{
  using Severity = Alert::Severity;
  report::AlertReport report;
  report.mailed = true;
  report.recipients = 2;
  report.rules = {rule("High", "error_rate", Severity::Critical, Alert::State::Normal, 0.5),
                  rule("Elevated", "error_rate", Severity::Warning, Alert::State::Firing, 0.05),
                  rule("Cpu", "cpu", Severity::Warning, Alert::State::Pending, 95)};
  report.rules[0].value = report.rules[1].value = 0.25;
  report.last = {{"Elevated", Severity::Warning, false, 1.5e9, 0.25}};
  return report;
}

/// A server whose mails go as told.
struct Mailing {
  explicit Mailing(const base::Expected<std::string>& answer, const std::string& problem = {})
  {
    static_cast<void>(base::writeFile(folder.filePath("keys").toStdString(), "correct-horse-battery\n"));
    support::TestExtras extras;
    extras.guard.keys = server::ApiKeys::read(folder.filePath("keys").toStdString()).value();
    extras.alerts = {.report = [] { return sampleReport(); },
                     .mailProblem = [problem] { return problem; },
                     .sendTest =
                         [this, answer] {
                           ++sent;
                           return answer;
                         }};
    server.emplace(engine::EngineConfig{}, server::Limits{}, std::move(extras));
  }

  support::HttpAnswer test() { return fetch(server->port(), "POST", "/alerts/test", {}, kKey); }

  QTemporaryDir folder;
  std::atomic<int> sent = 0;
  std::optional<support::TestServer> server;
};

} // namespace

class AlertRoutesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void statusHasWhatDashboardsRead()
  {
    Mailing mailing("250 OK");
    for (const int port : {mailing.server->port(), mailing.server->adminPort()}) {
      const auto answer = fetch(port, "GET", "/alerts/status");
      QCOMPARE(answer.status, 200);
      const auto json = Json::parse(answer.body);
      QVERIFY(json.at("alerts_enabled") == true);
      QVERIFY(json.at("recipients_count") == 2);
      QVERIFY((json.at("current_metrics") == Json{{"error_rate", 0.25}, {"cpu", nullptr}}));
      QVERIFY((json.at("alert_thresholds") == Json{{"error_rate", 0.5}, {"error_rate_warning", 0.05}, {"cpu", 95.0}}));
      QVERIFY((json.at("alert_status") ==
               Json{{"error_rate", "NORMAL"}, {"confidence", "NORMAL"}, {"cpu", "NORMAL"}, {"memory", "NORMAL"}}));
      const Json last{
          {"alert", "Elevated"}, {"severity", "warning"}, {"state", "firing"}, {"time", 1.5e9}, {"value", 0.25}};
      QVERIFY(json.at("last_alerts") == Json::array({last}));
      const auto& first = json.at("rules").at(0);
      QVERIFY(first.at("name") == "High" && first.at("severity") == "critical" && first.at("threshold") == 0.5);
      QVERIFY(first.at("runbook") == "runbooks#High");
      QVERIFY(first.at("for_seconds") == 60.0 && first.at("state") == "normal" && first.at("since") == 1.5e9);
      QVERIFY(json.at("rules").at(1).at("state") == "firing" && json.at("rules").at(2).at("value").is_null());
    }
  }

  void aReadingIsCriticalFromItsOwnThresholdOn()
  {
    auto report = sampleReport();
    report.rules[0].state = report.rules[2].state = Alert::State::Firing;
    support::TestExtras extras;
    extras.alerts.report = [report] { return report; };
    support::TestServer server({}, {}, std::move(extras));
    const auto json = Json::parse(fetch(server.port(), "GET", "/alerts/status").body);
    QVERIFY((json.at("alert_status") ==
             Json{{"error_rate", "CRITICAL"}, {"confidence", "NORMAL"}, {"cpu", "CRITICAL"}, {"memory", "NORMAL"}}));
  }

  void withoutAnyRulesTheShapeIsTheSame()
  {
    support::TestServer server;
    const auto json = Json::parse(fetch(server.port(), "GET", "/alerts/status").body);
    QVERIFY(json.at("alerts_enabled") == false);
    QCOMPARE(json.at("alert_status").size(), std::size_t{4});
    QCOMPARE(fetch(server.port(), "POST", "/alerts/test").status, 503);
  }

  void aTestMailsAnswerComesBack()
  {
    Mailing mailing("250 queued as 7");
    const auto answer = mailing.test();
    QCOMPARE(answer.status, 200);
    QVERIFY(
        (Json::parse(answer.body) == Json{{"status", "sent"}, {"recipients_count", 2}, {"answer", "250 queued as 7"}}));
    QCOMPARE(fetch(mailing.server->port(), "GET", "/alerts/test").status, 405);
  }

  void strangersAskOnceAMinute()
  {
    Mailing mailing("250 OK");
    const auto ask = [&] { return fetch(mailing.server->port(), "POST", "/alerts/test").status; };
    QCOMPARE(ask(), 200);
    QCOMPARE(ask(), 429);
    QCOMPARE(mailing.test().status, 200); // with a key as often as wanted
    QCOMPARE(mailing.test().status, 200);
    QCOMPARE(mailing.sent.load(), 3);
  }

  void whatGoesWrong_data()
  {
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("status");
    using base::ErrorCode;
    QTest::newRow("refused") << static_cast<int>(ErrorCode::InvalidArgument) << 502;
    QTest::newRow("later") << static_cast<int>(ErrorCode::QueueFull) << 502;
    QTest::newRow("nobody there") << static_cast<int>(ErrorCode::Io) << 504;
    QTest::newRow("slow") << static_cast<int>(ErrorCode::DeadlineExceeded) << 504;
    QTest::newRow("another one") << static_cast<int>(ErrorCode::Cancelled) << 503;
  }

  void whatGoesWrong()
  {
    QFETCH(int, code);
    QFETCH(int, status);
    Mailing mailing(base::failure(static_cast<base::ErrorCode>(code), "mail.test says no."));
    const auto answer = mailing.test();
    QCOMPARE(answer.status, status);
    QVERIFY(Json::parse(answer.body).at("detail") == "mail.test says no.");
  }

  void withoutSettingsNothingIsSent()
  {
    Mailing mailing("250 OK", "NUMERAL_ALERT_TO is not set.");
    const auto answer = mailing.test();
    QCOMPARE(answer.status, 503);
    QVERIFY(Json::parse(answer.body).at("detail") == "NUMERAL_ALERT_TO is not set.");
    QCOMPARE(mailing.sent.load(), 0);
  }

  void inMetricsTheyAreOther()
  {
    Mailing mailing("250 OK");
    mailing.test();
    const auto text = fetch(mailing.server->port(), "GET", "/metrics").body;
    QVERIFY(text.find(R"(http_requests_total{code="200",handler="other",method="POST",status="2xx"} 1)") !=
            std::string::npos);
    QVERIFY(text.find("/alerts") == std::string::npos);
  }
};

QTEST_GUILESS_MAIN(AlertRoutesTest)
#include "AlertRoutesTest.moc"
