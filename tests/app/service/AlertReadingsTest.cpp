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

Readings of(const report::Load& load, bool quota)
{
  Readings readings;
  service::readLoad(load, quota, readings);
  return readings;
}

} // namespace

class AlertReadingsTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void traffic()
  {
    const auto readings = of(minute(40));
    QCOMPARE(readings.errorRate.value(), 0.0);
    QCOMPARE(readings.confidence.value(), 0.7);
    QCOMPARE(readings.latency.value(), 0.25);
    QCOMPARE(readings.queue.value(), 0.25);
    QCOMPARE(readings.shed.value(), 0.0);
    QVERIFY(!readings.drift && !readings.ready && !readings.disk && !readings.mailFailures);
  }

  void onlyTheServersFaultsCount()
  {
    const auto readings =
        of(minute(100, {{"unusable_image", 50}, {"no_model", 10}, {"queue_full", 6}, {"internal", 4}}));
    QCOMPARE(readings.errorRate.value(), 0.2);
    QCOMPARE(readings.shed.value(), 0.1);
  }

  void aFewRequestsSayNothing()
  {
    const auto few = of(minute(19, {{"internal", 19}}));
    QVERIFY(!few.errorRate && !few.confidence && !few.latency);
    const auto failed = of(minute(20, {{"internal", 20}}));
    QCOMPARE(failed.errorRate.value(), 1.0);
    QVERIFY(!failed.confidence && !failed.latency); // nothing was answered
  }

  void theContainerGoesBeforeTheHost()
  {
    report::Load load;
    load.processCpu = 0.5;
    load.hostCpu = 0.25;
    load.hostMemoryTotal = 1000;
    load.hostMemoryUsed = 100;
    QCOMPARE(of(load, false).cpu.value(), 25.0);
    QCOMPARE(of(load, true).cpu.value(), 50.0);
    QCOMPARE(of(load, false).memory.value(), 10.0);
    load.memoryLimit = 400;
    load.memoryUsed = 300;
    QCOMPARE(of(load, false).memory.value(), 75.0);
    QVERIFY(!of(report::Load{}, false).cpu && !of(report::Load{}, true).memory);
  }

  void disks()
  {
    const QTemporaryDir folder;
    const auto use = service::diskUse(folder.path().toStdString());
    QVERIFY(use && *use >= 0 && *use <= 100);
    QVERIFY(service::diskUse(folder.filePath("not/there/yet").toStdString()));
    QVERIFY(!service::diskUse("/proc")); // no disk
  }

  void readinessIsOfServers()
  {
    const statistics::EngineStatistics statistics(8);
    const model::Store store;
    service::AlertReadings readings(statistics, store, {});
    QVERIFY(!readings.read(false).ready);
    const auto serving = readings.read(true);
    QCOMPARE(serving.ready.value(), 0.0);
    QVERIFY(serving.memory && !serving.disk);
  }
};

QTEST_GUILESS_MAIN(AlertReadingsTest)
#include "AlertReadingsTest.moc"
