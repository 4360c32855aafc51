/// Real requests to servers that answer, refuse, stall, keep silent or are not there.
#include <atomic>
#include <cmath>
#include <random>
#include <thread>

#include <QTest>

#include "monitoring/client/LoadGenerator.h"
#include "monitoring/client/LoadSchedule.h"
#include "monitoring/client/VerdictScan.h"
#include "tests/monitoring/client/RawServer.h"

using namespace numeral;
using namespace numeral::client;

namespace {

std::string answerWith(int status, const std::string& body)
{
  return "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

LoadPlan planFor(const std::string& url, std::uint64_t requests)
{
  LoadPlan plan;
  plan.targets = {{url + "/predict", true}};
  plan.bodies = {{"image/png", {1, 2, 3}}};
  plan.connections = 2;
  plan.requests = requests;
  return plan;
}

LoadPlan timetable(double rate, std::size_t targets)
{
  LoadPlan plan;
  plan.targets.resize(targets);
  plan.rate = rate;
  return plan;
}

const base::TimePoint kStart{std::chrono::hours(1)};

base::TimePoint after(int milliseconds) { return kStart + std::chrono::milliseconds(milliseconds); }

} // namespace

class LoadGeneratorTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void latenciesAreExactToAPercent()
  {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> exponent(-5.5, 3);
    for (int i = 0; i < 2000; ++i) {
      const double seconds = std::pow(10, exponent(random));
      LatencyHistogram histogram;
      histogram.add(1e-6);
      histogram.add(seconds);
      histogram.add(5000);
      QVERIFY(std::abs(histogram.percentile(0.5) - seconds) <= 0.004 * seconds);
    }
  }

  void aTimetableIsSharedInTurn()
  {
    LoadSchedule schedule(timetable(100, 2), kStart); // 0, 20 … ms for the first, 10, 30 … for the second
    QVERIFY(!schedule.take(1, after(9)));
    QCOMPARE(schedule.nextDue(1), after(10));
    QVERIFY(schedule.take(1, after(25)) == after(10)); // late, and counted from when it was due
    QCOMPARE(schedule.backlog(after(25)), std::uint64_t{2});
    QVERIFY(schedule.take(0, after(25)) == after(0));
    QVERIFY(schedule.take(0, after(25)) == after(20));
    QVERIFY(!schedule.take(0, after(25)));
    QCOMPARE(schedule.backlog(after(25)), std::uint64_t{0});
  }

  void aTimetableEnds()
  {
    LoadPlan plan = timetable(100, 1);
    plan.duration = std::chrono::milliseconds(35);
    LoadSchedule byTime(plan, kStart);
    QVERIFY(!byTime.finished(after(34)));
    QVERIFY(byTime.finished(after(35)));
    QVERIFY(!byTime.take(0, after(40)));
    QCOMPARE(byTime.backlog(after(1000)), std::uint64_t{3});

    plan.duration.reset();
    plan.requests = 2;
    LoadSchedule byCount(plan, kStart);
    QVERIFY(byCount.take(0, after(100)));
    QVERIFY(!byCount.finished(after(100)));
    QVERIFY(byCount.take(0, after(100)));
    QVERIFY(!byCount.take(0, after(100)));
    QVERIFY(byCount.finished(after(100)));
  }

  void withoutARateEachIsDueAtOnce()
  {
    LoadPlan plan = timetable(1, 1);
    plan.rate.reset();
    plan.requests = 1;
    LoadSchedule schedule(plan, kStart);
    QVERIFY(schedule.take(0, after(5)) == after(5));
    QVERIFY(schedule.finished(after(5)));
    QCOMPARE(schedule.backlog(after(500)), std::uint64_t{0});
  }

  void verdictOfTheWhole()
  {
    const std::string json = R"({"digits":[{"verdict":"digit"},{"verdict":"unsure"}],"verdict":"unsure","x":1})";
    QCOMPARE(verdictIn(json), std::string("unsure"));
    QCOMPARE(verdictIn(R"({"digits":[{"verdict":"digit"}]})"), std::string());
    QCOMPARE(verdictIn(R"({"verdict":"splendid"})"), std::string("other"));
    for (const char* text : {"", "[", "verdict", R"({"verdict":null})", R"({"verdict":{"a":"digit"}})"})
      QCOMPARE(verdictIn(text), std::string());
  }

  void answersAreCounted()
  {
    const test::RawServer server(answerWith(200, R"({"verdict":"digit"})"));
    const auto report = generateLoad(planFor(server.url(), 20));
    QVERIFY(report);
    QCOMPARE(report->succeeded, std::uint64_t{20});
    QCOMPARE(report->failed, std::uint64_t{0});
    QCOMPARE(report->latency.count(), std::uint64_t{20});
    QCOMPARE(report->verdicts.at("digit"), std::uint64_t{20});
    QCOMPARE(report->connectionsOpened, std::uint64_t{20}); // this server closes each
    QCOMPARE(report->unfinished, std::uint64_t{0});
    QVERIFY(report->bytesReceived > 20 * 19);
    QVERIFY(server.request().starts_with("POST /predict HTTP/1.1\r\n"));
    QVERIFY(server.request().ends_with(std::string("\r\n\r\n\1\2\3")));
  }

  void getWithHeaders()
  {
    const test::RawServer server(answerWith(200, "fine"));
    LoadPlan plan;
    plan.targets = {{server.url() + "/livez?a=b", false}};
    plan.headers = {"X-API-Key: secret"};
    plan.requests = 1;
    QVERIFY(generateLoad(plan));
    QVERIFY(server.request().starts_with("GET /livez?a=b HTTP/1.1\r\n"));
    QVERIFY(server.request().find("\r\nX-API-Key: secret\r\n") != std::string::npos);
  }

  void severalServersShareTheLoad()
  {
    const test::RawServer good(answerWith(200, "{}"));
    const test::RawServer bad(answerWith(503, R"({"detail":"The queue is full."})"));
    LoadPlan plan = planFor(good.url(), 10);
    plan.targets.push_back({bad.url() + "/predict", true});
    plan.rate = 10'000;
    const auto report = generateLoad(plan);
    QVERIFY(report);
    QCOMPARE(report->targets[0].succeeded, std::uint64_t{5});
    QCOMPARE(report->targets[1].failed, std::uint64_t{5});
    QCOMPARE(report->failures.at("HTTP 503").count, std::uint64_t{5});
    QCOMPARE(report->failures.at("HTTP 503").sample, std::string("The queue is full."));
    QCOMPARE(report->latency.count(), std::uint64_t{5});
  }

  void nobodyThere()
  {
    const test::RawServer good(answerWith(200, "{}"));
    LoadPlan plan = planFor(good.url(), 1000);
    plan.targets.push_back({test::deadUrl() + "/predict", true});
    const auto report = generateLoad(plan);
    QVERIFY(!report);
    QCOMPARE(report.error().code, base::ErrorCode::Io);
    QVERIFY(report.error().message.starts_with("Nobody answers at http://127.0.0.1:"));
  }

  /// Later that is a failure like others, and no reason to end.
  void aServerThatGoesAway()
  {
    auto server = std::make_unique<test::RawServer>(answerWith(200, "{}"));
    LoadPlan plan = planFor(server->url(), 1'000'000);
    plan.connections = 1;
    std::atomic<bool> gone{false};
    std::atomic<int> rounds{0};
    plan.giveUp = [&] { return gone && ++rounds > 20; };
    std::thread closer([&] {
      server->waitForRequest();
      server.reset();
      gone = true;
    });
    const auto report = generateLoad(plan);
    closer.join();
    QVERIFY(report);
    QVERIFY(report->failed > 0);
    QVERIFY(report->failures.contains("connection refused"));
  }

  void silenceIsATimeout()
  {
    const test::RawServer silent{std::string()};
    LoadPlan plan = planFor(silent.url(), 2);
    plan.timeout = std::chrono::milliseconds(50);
    const auto report = generateLoad(plan);
    QVERIFY(report);
    QCOMPARE(report->failures.at("timeout").count, std::uint64_t{2});
    QCOMPARE(report->latency.count(), std::uint64_t{0});
  }

  void givenUp()
  {
    test::RawServer silent{std::string()};
    LoadPlan plan = planFor(silent.url(), 2);
    plan.connections = 1;
    plan.giveUp = [&] { return !silent.request().empty(); };
    const auto report = generateLoad(plan);
    QVERIFY(report);
    QCOMPARE(report->unfinished, std::uint64_t{1});
    QCOMPARE(report->succeeded + report->failed, std::uint64_t{0});
  }

  /// The last request is due after 49 ms, and nothing is answered before 60 ms: whoever counted from when a request was
  /// sent would find most of them quick.
  void aStallIsNotHidden()
  {
    std::atomic<bool> stalled{false};
    const test::RawServer server([&](const std::string&) {
      if (!stalled.exchange(true))
        std::this_thread::sleep_for(std::chrono::milliseconds(60)); // the stall itself
      return answerWith(200, "{}");
    });
    LoadPlan plan = planFor(server.url(), 50);
    plan.connections = 1;
    plan.rate = 1000;
    const auto report = generateLoad(plan);
    QVERIFY(report);
    QCOMPARE(report->succeeded, std::uint64_t{50});
    QVERIFY(report->latency.min() >= 0.011);
    QVERIFY(report->maxBacklog >= 40);
    QCOMPARE(report->unsent, std::uint64_t{0});
  }

  void noAddress() { QCOMPARE(generateLoad({}).error().code, base::ErrorCode::InvalidArgument); }
};

QTEST_GUILESS_MAIN(LoadGeneratorTest)
#include "LoadGeneratorTest.moc"
