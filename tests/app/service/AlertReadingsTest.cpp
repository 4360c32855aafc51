/// What alert rules look at, made of what the engine and the system tell.
#include <QTemporaryDir>
#include <QTest>

#include "app/service/AlertReadings.h"

using namespace numeral;
using alerts::Readings;

namespace {

report::Traffic minute(std::uint64_t requests, std::vector<report::Count> reasons = {})
{
  report::Traffic traffic;
  traffic.requests = requests;
  for (const auto& reason : reasons)
    traffic.errors += reason.count;
  traffic.answered = requests - traffic.errors;
  traffic.glyphs = traffic.answered;
  traffic.confidence.average = 0.7;
  traffic.latency.p99 = 0.25;
  traffic.active = 64;
  traffic.capacity = 256;
  traffic.reasons = std::move(reasons);
  return traffic;
}

Readings of(const report::Traffic& traffic)
{
  Readings readings;
  service::readTraffic(traffic, readings);
  return readings;
}

Readings of(const report::HttpTraffic& traffic)
{
  Readings readings;
  service::readHttp(traffic, readings);
  return readings;
}

} // namespace

class AlertReadingsTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void traffic()
  {
    const auto readings = of(minute(40));
    QCOMPARE(readings.confidence.value(), 0.7);
    QCOMPARE(readings.queue.value(), 0.25);
    QCOMPARE(readings.shed.value(), 0.0);
    QVERIFY(!readings.errorRate && !readings.latency && !readings.drift && !readings.ready && !readings.disk &&
            !readings.mailFailures);
  }

  void onlyTheServersFaultsCount()
  {
    const auto readings =
        of(report::HttpTraffic{.requests = 100, .errors = 70, .serverErrors = 20, .latency = {.p99 = 0.25}});
    QCOMPARE(readings.errorRate.value(), 0.2);
    QCOMPARE(readings.latency.value(), 0.25);
    QCOMPARE(of(minute(100, {{"unusable_image", 50}, {"queue_full", 6}})).shed.value(), 0.1);
  }

  void aFewRequestsSayNothing()
  {
    const auto few = of(report::HttpTraffic{.requests = 19, .serverErrors = 19});
    QVERIFY(!few.errorRate && !few.latency);
    QCOMPARE(of(report::HttpTraffic{.requests = 20, .serverErrors = 20}).errorRate.value(), 1.0);
    QVERIFY(!of(minute(19)).confidence);
    QVERIFY(!of(minute(20, {{"internal", 20}})).confidence); // nothing was answered
  }

  void everySourceIsRead()
  {
    service::ReadingSources sources{.engine = [] { return minute(40); },
                                    .http = [] { return report::HttpTraffic{.requests = 40, .serverErrors = 10}; },
                                    .system = [] { return report::System{}; },
                                    .drift = [] { return std::nullopt; },
                                    .ready = [] { return false; },
                                    .stateFolder = {}};
    const auto idle = service::readAll(sources, false);
    QVERIFY(!idle.ready && !idle.errorRate); // what is not meant to serve cannot be unready
    QVERIFY(!idle.cpu && !idle.memory && !idle.drift && !idle.disk);
    sources.system = [] {
      report::System system;
      system.cpuUtilization = 0.5;
      system.memoryUtilization = 0.75;
      return system;
    };
    sources.drift = [] { return std::optional(report::DriftPeak{"digits", "aspect", 0.3}); };
    sources.stateFolder = ".";
    const auto serving = service::readAll(sources, true);
    QCOMPARE(serving.ready.value(), 0.0);
    QCOMPARE(serving.errorRate.value(), 0.25);
    QCOMPARE(serving.cpu.value(), 50.0);
    QCOMPARE(serving.memory.value(), 75.0);
    QCOMPARE(serving.drift.value(), 0.3);
    QVERIFY(serving.disk);
  }

  void disks()
  {
    const QTemporaryDir folder;
    const auto use = service::diskUse(folder.path().toStdString());
    QVERIFY(use && *use >= 0 && *use <= 100);
    QVERIFY(service::diskUse(folder.filePath("not/there/yet").toStdString()));
    QVERIFY(!service::diskUse("/proc")); // no disk
  }
};

QTEST_GUILESS_MAIN(AlertReadingsTest)
#include "AlertReadingsTest.moc"
