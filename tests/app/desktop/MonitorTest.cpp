/// The monitor's ports over real instances: what one reads is told, one that is stopped is shown as gone.
#include <algorithm>
#include <atomic>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "app/desktop/DesktopFleet.h"
#include "app/desktop/DesktopStatus.h"
#include "tests/monitoring/client/RawServer.h"
#include "tests/support/TestFiles.h"

using namespace numeral;
using Phase = report::InstanceState::Phase;

namespace {

constexpr int kPatience = 10'000;

service::Options options()
{
  service::Options options;
  options.port = 0;
  options.adminPort = 0;
  options.logLevel = "off";
  return options;
}

} // namespace

class MonitorTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void whatIsReadIsTold()
  {
    service::Instance instance(options());
    QVERIFY(instance.loadModel(NUMERAL_MODELS "/digits"));
    const desktop::DesktopStatus status(instance);
    QTRY_VERIFY_WITH_TIMEOUT(status.state().loads.size() >= 2, kPatience);
    QVERIFY(status.state().loads.back().resident > 0);
    QVERIFY(status.state().loads.back().hostCpu.has_value());
    QCOMPARE(status.state().traffic.sinceStart, std::uint64_t{0});

    QVERIFY(instance.recognizer().recognize(engine::EncodedImage{support::testBytes("images/digit-4.png")}));
    QVERIFY(!instance.recognizer().recognize(engine::EncodedImage{support::testBytes("images/hostile/text.png")}));
    QTRY_COMPARE_WITH_TIMEOUT(status.state().traffic.requests, std::uint64_t{2}, kPatience);
    const report::Traffic& traffic = status.state().traffic;
    QCOMPARE(traffic.errors, std::uint64_t{1});
    QCOMPARE(traffic.sources.front().count, std::uint64_t{2});
    QCOMPARE(traffic.classes.size(), std::size_t{10});
    QCOMPARE(traffic.classes[4].count, std::uint64_t{1});
    QVERIFY(traffic.latency.p50 > 0);
  }

  void whatFiresIsTold()
  {
    service::Options troubled = options();
    troubled.alerts.thresholds.hold = 0;
    troubled.alerts.thresholds.queue = 0; // nobody asks, and it counts as full
    troubled.alerts.thresholds.memory = 0;
    service::Instance instance(troubled);
    const desktop::DesktopStatus status(instance);
    const auto& alerts = status.state().alerts;
    const auto fires = [&alerts](const char* name) {
      return std::any_of(alerts.begin(), alerts.end(), [name](const auto& alert) { return alert.name == name; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(fires("NumeralQueueNearlyFull") && fires("NumeralHighMemory"), kPatience);
    QVERIFY(alerts.front().severity == report::Alert::Severity::Critical);
    QVERIFY(!fires("NumeralLowConfidence"));
  }

  /// Prints how long it took.
  void oneThatStopsIsShownAsGone()
  {
    const QTemporaryDir folder;
    ui::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
    service::Instance other(options());
    QVERIFY(other.loadModel(NUMERAL_MODELS "/digits"));
    QVERIFY(other.startServer());

    desktop::DesktopFleet fleet(settings);
    QVERIFY(fleet.add(other.adminUrl()));
    QCOMPARE(fleet.state().front().phase, Phase::Asking);
    QTRY_COMPARE_WITH_TIMEOUT(fleet.state().front().phase, Phase::Up, kPatience);
    QVERIFY(fleet.state().front().model.starts_with("digits "));
    QVERIFY(other.recognizer().recognize(engine::EncodedImage{support::testBytes("images/digit-4.png")}));
    QTRY_VERIFY_WITH_TIMEOUT(fleet.state().front().requestsPerSecond.value_or(0) > 0, kPatience);
    QVERIFY(fleet.state().front().confidence.value_or(0) > 0.5);

    QElapsedTimer timer;
    timer.start();
    other.stopServer();
    QTRY_COMPARE_WITH_TIMEOUT(fleet.state().front().phase, Phase::Gone, kPatience);
    qInfo("gone after %.1f s: %s", static_cast<double>(timer.elapsed()) / 1e3, fleet.state().front().message.c_str());
    QVERIFY(!fleet.state().front().message.empty());
    QVERIFY(!fleet.state().front().requestsPerSecond);
  }

  /// Prints how long it took.
  void oneThatHangsIsShownAsGoneAndComesBack()
  {
    const std::string body = "numeral_build_info{version=\"1.0.0\"} 1\n";
    const std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
    std::atomic<bool> hangs = false;
    const test::RawServer other([&](const std::string&) { return hangs ? std::string() : answer; });
    const QTemporaryDir folder;
    ui::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
    desktop::DesktopFleet fleet(settings);
    QVERIFY(fleet.add(other.url()));
    QTRY_COMPARE_WITH_TIMEOUT(fleet.state().front().phase, Phase::Up, kPatience);

    hangs = true;
    QElapsedTimer timer;
    timer.start();
    QTRY_COMPARE_WITH_TIMEOUT(fleet.state().front().phase, Phase::Gone, kPatience);
    qInfo("gone after %.1f s: %s", static_cast<double>(timer.elapsed()) / 1e3, fleet.state().front().message.c_str());

    hangs = false;
    QTRY_COMPARE_WITH_TIMEOUT(fleet.state().front().phase, Phase::Up, kPatience);
    QVERIFY(fleet.state().front().message.empty());
  }

  void addressesAreCheckedAndKept()
  {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("settings.ini"));
    {
      ui::Settings settings(file);
      desktop::DesktopFleet fleet(settings);
      QSignalSpy changed(&fleet, &ui::FleetSource::changed);
      QVERIFY(!fleet.add("no address"));
      QVERIFY(changed.isEmpty());
      QVERIFY(fleet.add("127.0.0.1:1"));
      QCOMPARE(changed.size(), 1);
      const auto again = fleet.add("http://127.0.0.1:1/");
      QVERIFY(!again);
      QCOMPARE(again.error().message, std::string("http://127.0.0.1:1 is watched already."));
      for (int port = 2; port <= static_cast<int>(desktop::DesktopFleet::kMaxInstances); ++port)
        QVERIFY(fleet.add("127.0.0.1:" + std::to_string(port)));
      QVERIFY(!fleet.add("127.0.0.1:99"));
      fleet.remove("http://127.0.0.1:2");
      fleet.remove("http://never.heard:1");
      QCOMPARE(fleet.state().size(), desktop::DesktopFleet::kMaxInstances - 1);
    }
    ui::Settings settings(file);
    const desktop::DesktopFleet fleet(settings);
    QCOMPARE(fleet.state().size(), desktop::DesktopFleet::kMaxInstances - 1);
    QCOMPARE(fleet.state()[1].address, std::string("http://127.0.0.1:3"));
    QTRY_COMPARE_WITH_TIMEOUT(fleet.state().back().phase, Phase::Gone, kPatience);
  }
};

QTEST_GUILESS_MAIN(MonitorTest)
#include "MonitorTest.moc"
