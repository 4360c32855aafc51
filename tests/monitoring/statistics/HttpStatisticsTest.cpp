/// What clients saw in the last minute, by a clock that the test moves.
#include <cmath>
#include <thread>
#include <vector>

#include <QTest>

#include "monitoring/statistics/HttpStatistics.h"
#include "tests/monitoring/statistics/Clock.h"

using namespace numeral;
using statistics::HttpStatistics;
using test::Clock;

namespace {

void ask(HttpStatistics& statistics, int status, double seconds = 0.01)
{
  statistics.began();
  statistics.finished(status, seconds);
}

} // namespace

class HttpStatisticsTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void atFirstThereIsNothing()
  {
    const Clock clock;
    const report::HttpTraffic traffic = HttpStatistics(clock.now()).traffic();
    QCOMPARE(traffic.requests, std::uint64_t{0});
    QCOMPARE(traffic.active, std::uint64_t{0});
    QCOMPARE(traffic.latency.p99, 0.0);
    QCOMPARE(traffic.windowSeconds, 0.0);
  }

  void errorsAreThoseFrom400On()
  {
    const Clock clock;
    HttpStatistics statistics(clock.now());
    for (const int status : {200, 202, 304, 399, 400, 422, 499, 500, 503})
      ask(statistics, status);
    const report::HttpTraffic traffic = statistics.traffic();
    QCOMPARE(traffic.requests, std::uint64_t{9});
    QCOMPARE(traffic.errors, std::uint64_t{5});
    QCOMPARE(traffic.serverErrors, std::uint64_t{2});
  }

  void theWindowSlides()
  {
    Clock clock;
    HttpStatistics statistics(clock.now());
    for (int second = 0; second < 200; ++second) {
      ask(statistics, second % 2 == 0 ? 500 : 200, second < 140 ? 5 : 0.02);
      clock.wait(1);
    }
    report::HttpTraffic traffic = statistics.traffic();
    QCOMPARE(traffic.requests, std::uint64_t{60});
    QCOMPARE(traffic.serverErrors, std::uint64_t{30});
    QCOMPARE(traffic.windowSeconds, 60.0);
    QCOMPARE(traffic.latency.max, 0.02); // what was slow is over
    clock.wait(1000);
    traffic = statistics.traffic();
    QCOMPARE(traffic.requests, std::uint64_t{0});
    QCOMPARE(traffic.serverErrors, std::uint64_t{0});
    ask(statistics, 404); // into a slot that was used long ago
    traffic = statistics.traffic();
    QCOMPARE(traffic.requests, std::uint64_t{1});
    QCOMPARE(traffic.errors, std::uint64_t{1});
  }

  void latencyIsThatOfAllOfThem()
  {
    Clock clock;
    HttpStatistics statistics(clock.now());
    for (int i = 0; i < 100; ++i) {
      ask(statistics, 200, i < 98 ? 0.01 : 2);
      clock.wait(0.5);
    }
    const report::HttpTraffic traffic = statistics.traffic();
    QVERIFY(std::abs(traffic.latency.p50 - 0.01) < 0.001);
    QVERIFY(std::abs(traffic.latency.p99 - 2) < 0.1);
    QVERIFY(std::abs(traffic.latency.average - 0.0498) < 1e-9);
    QCOMPARE(traffic.latency.min, 0.01);
  }

  void manyThreadsLoseNothing()
  {
    const Clock clock;
    HttpStatistics statistics(clock.now());
    statistics.began();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&statistics] {
        for (int i = 0; i < 5000; ++i) {
          ask(statistics, 500);
          if (i % 1000 == 0)
            static_cast<void>(statistics.traffic());
        }
      });
    for (std::thread& thread : threads)
      thread.join();
    const report::HttpTraffic traffic = statistics.traffic();
    QCOMPARE(traffic.requests, std::uint64_t{20000});
    QCOMPARE(traffic.serverErrors, std::uint64_t{20000});
    QCOMPARE(traffic.active, std::uint64_t{1});
  }

  /// Prints figures, asserts none.
  void whatARequestCosts()
  {
    HttpStatistics statistics;
    QBENCHMARK { ask(statistics, 200); }
  }
};

QTEST_GUILESS_MAIN(HttpStatisticsTest)
#include "HttpStatisticsTest.moc"
