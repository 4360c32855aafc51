/// The last minute, second by second, by a clock that the test moves.
#include <algorithm>
#include <cmath>
#include <random>
#include <thread>

#include <QTest>

#include "monitoring/statistics/EngineStatistics.h"
#include "monitoring/statistics/Histogram.h"
#include "tests/monitoring/statistics/Clock.h"

using namespace numeral;
using statistics::DurationBuckets;
using statistics::EngineStatistics;
using statistics::Histogram;
using test::Clock;

namespace {

engine::Options from(engine::Lane lane)
{
  engine::Options options;
  options.lane = lane;
  return options;
}

engine::Recognition answer(double seconds, float confidence = 0.95F, std::size_t best = 1)
{
  engine::Recognition answer;
  answer.model = {"toy", "1", "classification", {"red", "green", "blue"}};
  answer.times.total = seconds;
  answer.times.forward = seconds / 2;
  model::Item item;
  item.best = best;
  item.probabilities = {0, 0, 0};
  item.probabilities[best] = confidence;
  answer.items.push_back(item);
  return answer;
}

engine::Result failed(base::ErrorCode code) { return base::failure(code, "No."); }

void ask(EngineStatistics& statistics, const engine::Result& result, engine::Lane lane = engine::Lane::Http)
{
  statistics.admitted(from(lane));
  statistics.finished(from(lane), result);
}

std::uint64_t count(const std::vector<report::Count>& counts, const std::string& name)
{
  const auto found = std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.name == name; });
  return found == counts.end() ? 0 : found->count;
}

/// Neither more nor less than the documented error, and a hair for rounding.
bool close(double measured, double truth) { return std::abs(measured - truth) <= truth * DurationBuckets::kMaxError; }

} // namespace

class EngineStatisticsTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void atFirstThereIsNothing()
  {
    const Clock clock;
    const EngineStatistics statistics(64, clock.now());
    const report::Traffic traffic = statistics.traffic();
    QVERIFY(traffic.seconds.empty());
    QCOMPARE(traffic.requests, std::uint64_t{0});
    QCOMPARE(traffic.sinceStart, std::uint64_t{0});
    QCOMPARE(traffic.capacity, std::uint64_t{64});
    QCOMPARE(traffic.latency.p99, 0.0);
    QVERIFY(traffic.classes.empty());
  }

  void eachSecondHasItsOwnFigures()
  {
    Clock clock;
    EngineStatistics statistics(64, clock.now());
    ask(statistics, answer(0.001, 0.9F), engine::Lane::Interactive);
    ask(statistics, answer(0.003, 0.7F));
    clock.wait(1);
    ask(statistics, failed(base::ErrorCode::UnusableImage), engine::Lane::Batch);
    clock.wait(1);
    ask(statistics, answer(0.5)); // under way: in the sums, in no second yet
    const report::Traffic traffic = statistics.traffic();
    QCOMPARE(traffic.seconds.size(), std::size_t{2});
    const report::TrafficSecond& first = traffic.seconds[0];
    QCOMPARE(first.window, 1U);
    QCOMPARE(first.http, 1U);
    QCOMPARE(first.answered, 2U);
    QVERIFY(close(first.p50, 0.001));
    QVERIFY(close(first.p99, 0.003));
    QVERIFY(std::abs(first.confidence - 0.8) < 1e-6);
    QCOMPARE(traffic.seconds[1].batch, 1U);
    QCOMPARE(traffic.seconds[1].errors, 1U);
    QCOMPARE(traffic.seconds[1].answered, 0U);
    QCOMPARE(traffic.requests, std::uint64_t{4});
    QCOMPARE(traffic.errors, std::uint64_t{1});
    QCOMPARE(traffic.latency.max, 0.5);
    QCOMPARE(traffic.latency.min, 0.001);
    QVERIFY(close(traffic.inference.p50, 0.0015));
    QCOMPARE(traffic.windowSeconds, 2.0);
  }

  void theWindowSlides()
  {
    Clock clock;
    EngineStatistics statistics(64, clock.now());
    for (int second = 0; second < 200; ++second) {
      for (int i = 0; i <= second % 3; ++i)
        ask(statistics, answer(0.01));
      clock.wait(1);
    }
    report::Traffic traffic = statistics.traffic();
    QCOMPARE(traffic.seconds.size(), std::size_t{60});
    for (std::size_t i = 0; i < 60; ++i)
      QCOMPARE(traffic.seconds[i].http, static_cast<std::uint32_t>((140 + i) % 3 + 1));
    QCOMPARE(traffic.requests, std::uint64_t{120});
    QCOMPARE(traffic.windowSeconds, 60.0);
    clock.wait(59);
    traffic = statistics.traffic();
    QCOMPARE(traffic.requests, std::uint64_t{2}); // second 199 is the oldest one
    QCOMPARE(traffic.seconds.front().http, 2U);
    clock.wait(1000);
    traffic = statistics.traffic();
    QCOMPARE(traffic.requests, std::uint64_t{0});
    QCOMPARE(traffic.seconds.size(), std::size_t{60});
    QVERIFY(traffic.sinceStart > 300);
    ask(statistics, answer(0.01)); // into a slot that was used long ago
    QCOMPARE(statistics.traffic().requests, std::uint64_t{1});
  }

  void percentilesStayWithinTheirError()
  {
    std::mt19937 random(7);
    std::lognormal_distribution<double> durations(-6, 1.5);
    Histogram<DurationBuckets> histogram;
    std::vector<double> values(5000);
    for (double& value : values) {
      value = durations(random);
      histogram.add(value);
    }
    std::sort(values.begin(), values.end());
    for (const double share : {0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
      const auto rank = static_cast<std::size_t>(std::ceil(share * 5000)) - 1;
      QVERIFY2(close(histogram.percentile(share), values[rank]), qPrintable(QString::number(share)));
    }
    QCOMPARE(histogram.spread().max, values.back());
  }

  void extremeDurationsFindABucket()
  {
    for (const double seconds : {0.0, -1.0, 1e-9, 1e6, std::nan(""), HUGE_VAL})
      QVERIFY(DurationBuckets::index(seconds) < DurationBuckets::kCount);
    for (double seconds = 2e-6; seconds < 120; seconds *= 1.01)
      QVERIFY2(close(DurationBuckets::middle(DurationBuckets::index(seconds)), seconds),
               qPrintable(QString::number(seconds)));
  }

  void whatWasTakenBackIsCountedNowhere()
  {
    const Clock clock;
    EngineStatistics statistics(64, clock.now());
    statistics.admitted(from(engine::Lane::Interactive));
    QCOMPARE(statistics.traffic().active, std::uint64_t{1});
    statistics.finished(from(engine::Lane::Interactive), failed(base::ErrorCode::Cancelled));
    const report::Traffic traffic = statistics.traffic();
    QCOMPARE(traffic.active, std::uint64_t{0});
    QCOMPARE(traffic.requests, std::uint64_t{0});
    QCOMPARE(traffic.sinceStart, std::uint64_t{0});
  }

  void refusalsAreErrorsAndReasonsAreSorted()
  {
    const Clock clock;
    EngineStatistics statistics(64, clock.now());
    ask(statistics, failed(base::ErrorCode::UnusableImage));
    for (int i = 0; i < 2; ++i)
      statistics.refused(from(engine::Lane::Http), {base::ErrorCode::QueueFull, "Full.", {}});
    const report::Traffic traffic = statistics.traffic();
    QCOMPARE(traffic.errors, std::uint64_t{3});
    QCOMPARE(traffic.refusedFull, std::uint64_t{2});
    QCOMPARE(traffic.active, std::uint64_t{0});
    QCOMPARE(traffic.reasons.size(), std::size_t{2});
    QCOMPARE(traffic.reasons[0].name, std::string("queue_full"));
    QCOMPARE(traffic.reasons[0].count, std::uint64_t{2});
    QCOMPARE(count(traffic.sources, "http"), std::uint64_t{3});
  }

  void readingsAreCountedByClassVerdictAndConfidence()
  {
    const Clock clock;
    EngineStatistics statistics(64, clock.now());
    for (const float confidence : {0.99F, 0.85F, 0.65F, 0.5F, 0.1F})
      ask(statistics, answer(0.001, confidence, 2));
    engine::Recognition blank = answer(0.001);
    blank.items.clear();
    ask(statistics, blank);
    const report::Traffic traffic = statistics.traffic();
    for (const char* band : {"very_high", "high", "medium", "low", "very_low"})
      QCOMPARE(count(traffic.confidenceBands, band), std::uint64_t{1});
    QCOMPARE(traffic.glyphs, std::uint64_t{5});
    QVERIFY(std::abs(traffic.confidence.average - 0.618) < 1e-6);
    QCOMPARE(count(traffic.verdicts, "digit"), std::uint64_t{5});
    QCOMPARE(count(traffic.verdicts, "empty"), std::uint64_t{1});
    QCOMPARE(traffic.classes.size(), std::size_t{3});
    QCOMPARE(traffic.classes[0].name, std::string("red"));
    QCOMPARE(traffic.classes[0].count, std::uint64_t{0});
    QCOMPARE(count(traffic.classes, "blue"), std::uint64_t{5});
    QCOMPARE(traffic.classConfidence.size(), std::size_t{3});
    QCOMPARE(traffic.classConfidence[0], 0.0);
    QVERIFY(std::abs(traffic.classConfidence[2] - 0.618) < 1e-6);
    QCOMPARE(count(traffic.unconfident, "0.5"), std::uint64_t{1}); // what is as good as the bound is not below it
    QCOMPARE(count(traffic.unconfident, "0.6"), std::uint64_t{2});
    QCOMPARE(count(traffic.unconfident, "0.7"), std::uint64_t{3});
    QCOMPARE(count(traffic.unconfident, "0.8"), std::uint64_t{3});
  }

  void devicesAreToldApart()
  {
    Clock clock;
    EngineStatistics statistics(64, clock.now());
    for (int i = 0; i < 20; ++i) {
      engine::Recognition there = answer(i < 2 ? 0.02 : 0.5);
      there.device = i < 2 ? "cpu" : "cuda:" + std::to_string(i);
      ask(statistics, there);
    }
    report::Traffic traffic = statistics.traffic();
    QCOMPARE(traffic.devices.size(), statistics::kMaxDevices + 1);
    QCOMPARE(traffic.devices.front().name, std::string("cpu"));
    QCOMPARE(traffic.devices.front().requests, std::uint64_t{2});
    QVERIFY(std::abs(traffic.devices.front().inference - 0.01) < 1e-9);
    QCOMPARE(traffic.devices.back().name, std::string("other"));
    QCOMPARE(traffic.devices.back().requests, std::uint64_t{11});
    clock.wait(100);
    traffic = statistics.traffic();
    QCOMPARE(traffic.devices.front().requests, std::uint64_t{0});
    QCOMPARE(traffic.devices.front().inference, 0.0);
  }

  void classesAreBounded()
  {
    const Clock clock;
    EngineStatistics statistics(64, clock.now());
    engine::Recognition many = answer(0.001, 0.9F, 1);
    many.model.classes.clear();
    for (int i = 0; i < 1000; ++i)
      many.model.classes.push_back("class" + std::to_string(i));
    for (std::size_t best : {std::size_t{0}, std::size_t{500}, std::size_t{999}}) {
      many.items[0].best = best;
      many.items[0].probabilities.assign(1000, 0.5F);
      ask(statistics, many);
    }
    const report::Traffic traffic = statistics.traffic();
    QCOMPARE(traffic.classes.size(), statistics::kMaxClasses + 1);
    QCOMPARE(count(traffic.classes, "class0"), std::uint64_t{1});
    QCOMPARE(count(traffic.classes, "other"), std::uint64_t{2});
  }

  void manyThreadsLoseNothing()
  {
    const Clock clock;
    EngineStatistics statistics(64, clock.now());
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 5000; ++i) {
          ask(statistics, answer(0.002));
          if (i % 1000 == 0)
            static_cast<void>(statistics.traffic());
        }
      });
    }
    for (std::thread& thread : threads)
      thread.join();
    const report::Traffic traffic = statistics.traffic();
    QCOMPARE(traffic.answered, std::uint64_t{20000});
    QCOMPARE(traffic.sinceStart, std::uint64_t{20000});
    QCOMPARE(traffic.active, std::uint64_t{0});
  }

  /// Prints figures, asserts none.
  void whatARequestCosts()
  {
    EngineStatistics statistics(64);
    const engine::Result result = answer(0.002);
    QBENCHMARK { ask(statistics, result); }
  }

  void whatAReadingCosts()
  {
    Clock clock;
    EngineStatistics statistics(64, clock.now());
    for (int second = 0; second < 100; ++second) {
      ask(statistics, answer(0.002));
      clock.wait(1);
    }
    QBENCHMARK { static_cast<void>(statistics.traffic()); }
  }
};

QTEST_GUILESS_MAIN(EngineStatisticsTest)
#include "EngineStatisticsTest.moc"
