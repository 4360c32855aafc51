/// Figures made of what an instance tells, and what is said of one that tells nothing.
#include <atomic>

#include <QTest>

#include "monitoring/client/InstanceProbe.h"
#include "tests/monitoring/client/RawServer.h"

using namespace numeral;
using Phase = report::InstanceState::Phase;

namespace {

constexpr std::chrono::milliseconds kPatience{10'000};

std::string metrics(int answered, int failed, int cancelled, int slow)
{
  const auto number = [](int value) { return std::to_string(value); };
  return "# TYPE numeral_build_info gauge\nnumeral_build_info{version=\"1.0.0\",revision=\"abc\"} 1\n"
         "numeral_model_info{model=\"digits\",version=\"1.2.0\",task=\"digits\"} 1\n"
         "numeral_inference_stage_duration_seconds_count{model=\"digits\",stage=\"queue\"} " +
         number(answered) + "\nnumeral_inference_stage_duration_seconds_count{model=\"digits\",stage=\"forward\"} " +
         number(answered) + "\nnumeral_inference_failures_total{reason=\"unusable_image\"} " + number(failed) +
         "\nnumeral_inference_failures_total{reason=\"cancelled\"} " + number(cancelled) +
         "\nnumeral_inference_queue_length 3\nnumeral_inference_queue_capacity 256\nmodel_confidence_score_sum " +
         std::to_string(answered * 0.75) + "\nmodel_confidence_score_count " + number(answered) +
         "\nhttp_request_duration_seconds_bucket{handler=\"/predict\",method=\"POST\",le=\"0.01\"} " +
         number(answered - slow) +
         "\nhttp_request_duration_seconds_bucket{handler=\"/predict\",method=\"POST\",le=\"0.1\"} " + number(answered) +
         "\nhttp_request_duration_seconds_bucket{handler=\"/predict\",method=\"POST\",le=\"+Inf\"} " +
         number(answered) +
         "\nhttp_request_duration_seconds_bucket{handler=\"/docs\",method=\"GET\",le=\"+Inf\"} 999\n";
}

std::string ok(const std::string& body)
{
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

class InstanceProbeTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void addresses_data()
  {
    QTest::addColumn<std::string>("given");
    QTest::addColumn<std::string>("expected"); // empty: refused
    using std::string;
    QTest::newRow("host") << string("localhost") << string("http://localhost:18000");
    QTest::newRow("host and port") << string("localhost:8000") << string("http://localhost:8000");
    QTest::newRow("URL") << string("https://example.org") << string("https://example.org");
    QTest::newRow("with a path") << string("example.org/two/") << string("http://example.org/two");
    QTest::newRow("IPv6") << string("[::1]") << string("http://[::1]:18000");
    QTest::newRow("a password") << string("me:secret@localhost:8000") << string();
    QTest::newRow("a password in a URL") << string("http://me:secret@localhost") << string();
    QTest::newRow("an at sign in the path") << string("http://localhost/@me") << string("http://localhost/@me");
    QTest::newRow("no address") << string("not an address") << string();
    QTest::newRow("another protocol") << string("ftp://localhost") << string();
  }

  void addresses()
  {
    QFETCH(std::string, given);
    QFETCH(std::string, expected);
    QCOMPARE(client::parseInstanceAddress(given).value_or(""), expected);
  }

  void figuresAreOfTheTimeBetween()
  {
    std::atomic<int> answered = 1000;
    std::atomic<int> failed = 7;
    const test::RawServer server(
        [&](const std::string&) { return ok(metrics(answered, failed, 5 * answered, answered > 1000 ? 50 : 0)); });
    base::TimePoint time{};
    client::InstanceProbe probe(server.url(), [&time] { return time; });
    report::InstanceState state = probe.ask(kPatience);
    QVERIFY2(state.phase == Phase::Up, state.message.c_str());
    QCOMPARE(state.address, server.url());
    QCOMPARE(state.version, std::string("1.0.0"));
    QCOMPARE(state.model, std::string("digits 1.2.0"));
    QCOMPARE(state.active.value_or(-1), 3.0);
    QVERIFY(!state.requestsPerSecond);
    QVERIFY(!state.errorShare);

    answered = 1090;
    failed = 17;
    time += std::chrono::seconds(20);
    state = probe.ask(kPatience);
    QCOMPARE(state.requestsPerSecond.value_or(-1), 5.0);
    QCOMPARE(state.errorShare.value_or(-1), 0.1);
    QVERIFY(std::abs(state.confidence.value_or(-1) - 0.75) < 1e-4);
    // 40 of 90 within 10 ms, all within 100 ms: 85.5 lies at 45.5/50 of that.
    QVERIFY(std::abs(state.p95.value_or(-1) - (0.01 + 0.09 * 0.91)) < 1e-9);

    for (int i = 0; i < 40; ++i) { // what was long ago is forgotten
      time += std::chrono::seconds(2);
      state = probe.ask(kPatience);
    }
    QCOMPARE(state.requestsPerSecond.value_or(-1), 0.0);
    QVERIFY(!state.errorShare);
    QVERIFY(!state.p95);

    answered = 10; // started anew
    time += std::chrono::seconds(2);
    QVERIFY(!probe.ask(kPatience).requestsPerSecond);

    answered = 2000; // started anew, and busy since: only the failures tell
    failed = 1;
    time += std::chrono::seconds(2);
    state = probe.ask(kPatience);
    QVERIFY(!state.requestsPerSecond && !state.errorShare);
  }

  void whatIsWrongIsSaid_data()
  {
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<QString>("words");
    QTest::newRow("404") << std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                         << QStringLiteral("status 404");
    QTest::newRow("a page") << ok("<html>Hello</html>") << QStringLiteral("not a numerald");
    QTest::newRow("another program") << ok("go_threads 9\n") << QStringLiteral("not a numerald");
    QTest::newRow("not HTTP") << std::string("SSH-2.0-OpenSSH_9.2\r\n") << QStringLiteral("does not speak HTTP");
    QTest::newRow("endless") << ok(std::string(5u << 20, '#')) << QStringLiteral("more than the");
  }

  void whatIsWrongIsSaid()
  {
    QFETCH(std::string, answer);
    QFETCH(QString, words);
    const test::RawServer server(answer);
    const report::InstanceState state = client::InstanceProbe(server.url()).ask(kPatience);
    QCOMPARE(state.phase, Phase::Gone);
    QVERIFY2(QString::fromStdString(state.message).contains(words), state.message.c_str());
  }

  void nobodyThere()
  {
    base::TimePoint time{};
    client::InstanceProbe probe(test::deadUrl(), [&time] { return time; });
    time += std::chrono::seconds(7);
    const report::InstanceState state = probe.ask(kPatience);
    QCOMPARE(state.phase, Phase::Gone);
    QVERIFY2(state.message.starts_with("Nobody answers at "), state.message.c_str());
    QCOMPARE(state.goneSeconds, 7.0);
  }

  void oneThatHangsIsGivenUp()
  {
    const test::RawServer server{std::string()};
    const report::InstanceState state = client::InstanceProbe(server.url()).ask(std::chrono::milliseconds(50));
    QCOMPARE(state.phase, Phase::Gone);
    QVERIFY2(state.message.find("did not answer in time") != std::string::npos, state.message.c_str());
  }
};

QTEST_GUILESS_MAIN(InstanceProbeTest)
#include "InstanceProbeTest.moc"
