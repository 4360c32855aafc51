/// The window's ports over a real Instance: real models, real sockets.
#include <algorithm>
#include <fstream>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include "app/desktop/DesktopCorrections.h"
#include "app/desktop/DesktopLog.h"
#include "app/desktop/DesktopModel.h"
#include "app/desktop/DesktopServer.h"
#include "app/desktop/LanAddresses.h"
#include "core/feedback/Folders.h"
#include "core/feedback/Reader.h"
#include "tests/support/HttpConnection.h"

using namespace numeral;
using ModelPhase = report::ModelState::Phase;
using ServerPhase = report::ServerState::Phase;

namespace {

service::Options options()
{
  service::Options options;
  options.adminPort = -1;
  options.logLevel = "off";
  return options;
}

int portOf(const ui::ServerControl& server) { return QUrl(QString::fromStdString(server.state().url)).port(); }

} // namespace

class PortsTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void aMissingModelAndThenOneThatIsThere()
  {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("digits")).toStdString();
    service::Instance instance(options());
    desktop::DesktopModel model(instance);
    model.load(path);
    QCOMPARE(model.state().phase, ModelPhase::Loading);
    QTRY_COMPARE(model.state().phase, ModelPhase::Failed);
    QVERIFY(model.state().message.find(path.string()) != std::string::npos);
    QVERIFY(model.state().classes.empty());

    std::filesystem::copy(NUMERAL_MODELS "/digits", path);
    model.retry();
    QTRY_COMPARE_WITH_TIMEOUT(model.state().phase, ModelPhase::Ready, 60'000);
    QCOMPARE(model.state().classes.size(), std::size_t{10});
    QVERIFY(model.state().name.starts_with("digits "));
    QVERIFY(model.state().message.empty());
    QCOMPARE(model.state().facts.sha256.size(), std::size_t{64});
    QVERIFY(!model.state().facts.measured.empty());
    QVERIFY(model.state().facts.card.starts_with("# Model card: digits"));
    QVERIFY(model.state().facts.cardProblem.empty());

    std::filesystem::remove(path / "MODEL_CARD.md");
    model.retry();
    QTRY_COMPARE_WITH_TIMEOUT(model.state().phase, ModelPhase::Ready, 60'000);
    QVERIFY(model.state().facts.card.empty());
    QVERIFY(model.state().facts.cardProblem.find("MODEL_CARD.md") != std::string::npos);

    std::ofstream(path / "MODEL_CARD.md") << std::string(1 << 20, 'x');
    model.retry();
    QTRY_COMPARE_WITH_TIMEOUT(model.state().phase, ModelPhase::Ready, 60'000);
    QVERIFY(model.state().facts.card.empty() && !model.state().facts.cardProblem.empty()); // too long

    model.load("/nowhere");
    QTRY_COMPARE(model.state().phase, ModelPhase::Failed);
    QCOMPARE(model.state().classes.size(), std::size_t{10}); // the old one goes on serving
  }

  void aDrawingOnThePageReachesTheWindow()
  {
    service::Instance instance(options());
    QVERIFY(instance.loadModel(NUMERAL_MODELS "/digits"));
    {
      desktop::DesktopServer server(instance, "127.0.0.1", 0);
      std::vector<report::PageDrawing> drawings;
      connect(&server, &ui::ServerControl::pageDrawing, this,
              [&](const report::PageDrawing& drawing) { drawings.push_back(drawing); });
      server.start(0);
      QTRY_COMPARE(server.state().phase, ServerPhase::Running);
      const std::string headers = "Content-Type: application/json\r\nX-Numeral-Sheet: 280\r\n";
      for (int x = 1; x <= 5; ++x) // none of them waits for the window, which hears of the last one at least
        QCOMPARE(support::fetch(portOf(server), "POST", "/predict",
                                "{\"strokes\":[[[0,0],[" + std::to_string(x) + ",9]]]}", headers)
                     .status,
                 200);
      QTRY_VERIFY(!drawings.empty() && drawings.back().drawing.strokes[0][1].x == 5);
      QVERIFY(drawings.size() <= 5);
      QCOMPARE(drawings.back().side, 280.0);
    }
    // The server goes on after the window's port has gone.
    QCOMPARE(support::fetch(QUrl(QString::fromStdString(instance.serverState().url)).port(), "POST", "/predict",
                            "{\"strokes\":[[[0,0],[1,9]]]}",
                            "Content-Type: application/json\r\nX-Numeral-Sheet: 280\r\n")
                 .status,
             200);
  }

  void onlyTheLastLoadIsReported()
  {
    service::Instance instance(options());
    desktop::DesktopModel model(instance);
    QSignalSpy changed(&model, &ui::ModelControl::changed);
    model.load("/nowhere");
    model.load(NUMERAL_MODELS "/digits");
    QTRY_COMPARE_WITH_TIMEOUT(model.state().phase, ModelPhase::Ready, 60'000);
    QCOMPARE(changed.size(), 3); // loading, loading, ready
  }

  void aTakenPortAndThenAnother()
  {
    service::Instance first(options());
    desktop::DesktopServer holder(first, "127.0.0.1", 0);
    holder.start(0);
    QTRY_COMPARE(holder.state().phase, ServerPhase::Running);
    const int taken = portOf(holder);

    service::Instance second(options());
    desktop::DesktopServer server(second, "127.0.0.1", taken);
    server.start(server.port());
    QTRY_COMPARE(server.state().phase, ServerPhase::Failed);
    QVERIFY(server.state().message.find(std::to_string(taken)) != std::string::npos);

    server.start(taken, report::Reach::Network);
    QTRY_VERIFY(server.state().message.starts_with("Port " + std::to_string(taken) + " is taken"));

    server.start(0, report::Reach::ThisComputer);
    QTRY_COMPARE(server.state().phase, ServerPhase::Running);
    QVERIFY(portOf(server) != taken);
    QCOMPARE(support::fetch(portOf(server), "GET", "/version").status, 200);

    server.stop();
    QCOMPARE(server.state().phase, ServerPhase::Changing); // until it has
    QTRY_COMPARE(server.state().phase, ServerPhase::Stopped);
    QSignalSpy changed(&server, &ui::ServerControl::changed);
    server.start(0);
    server.stop();
    QCOMPARE(changed.size(), 2);
    QTRY_COMPARE(server.state().phase, ServerPhase::Stopped); // the last word holds, and nothing else is told
    QCOMPARE(changed.size(), 3);
    holder.stop();
    QTRY_COMPARE(holder.state().phase, ServerPhase::Stopped);
    server.start(taken); // free again
    QTRY_COMPARE(server.state().phase, ServerPhase::Running);
  }

  void onTheNetworkTheAddressIsARealOne()
  {
    service::Instance instance(options());
    desktop::DesktopServer server(instance, "127.0.0.1", 0);
    server.start(0, report::Reach::Network);
    QTRY_COMPARE(server.state().phase, ServerPhase::Running);
    QCOMPARE(server.reach(), report::Reach::Network);
    QVERIFY(server.state().url.find("0.0.0.0") == std::string::npos);
    const std::vector<std::string> addresses = desktop::lanAddresses();
    const QUrl phone(QString::fromStdString(server.state().phoneUrl));
    QCOMPARE(phone.host().toStdString(), addresses.empty() ? std::string() : addresses.front());
    QCOMPARE(support::fetch(portOf(server), "GET", "/version").status, 200);

    server.start(0, report::Reach::ThisComputer);
    QTRY_VERIFY(server.state().phoneUrl.empty() && server.state().phase == ServerPhase::Running);
    QVERIFY(server.state().url.starts_with("http://127.0.0.1:"));
    QVERIFY(server.state().otherUrls.empty());
  }

  void anotherNetworkIsNoticedWhileItRuns()
  {
    service::Instance instance(options());
    std::vector<std::string> addresses{"192.168.1.20"};
    desktop::DesktopServer server(instance, "127.0.0.1", 0, [&addresses] { return addresses; });
    server.start(0, report::Reach::Network);
    QTRY_COMPARE(server.state().phase, ServerPhase::Running);
    const std::string port = ":" + std::to_string(portOf(server));
    QCOMPARE(server.state().phoneUrl, "http://192.168.1.20" + port);

    QSignalSpy changed(&server, &ui::ServerControl::changed);
    addresses = {"10.0.0.7", "172.17.0.1"};
    QTRY_COMPARE(server.state().phoneUrl, "http://10.0.0.7" + port);
    QCOMPARE(server.state().otherUrls, (std::vector{"http://172.17.0.1" + port, "http://127.0.0.1" + port}));
    QCOMPARE(changed.size(), 1);
    addresses.clear(); // out of reach
    QTRY_VERIFY(server.state().phoneUrl.empty());
    QCOMPARE(server.state().url, "http://127.0.0.1" + port);
    addresses = {"10.0.0.7"};
    QTRY_COMPARE(server.state().phoneUrl, "http://10.0.0.7" + port);
    QCOMPARE(changed.size(), 3);
  }

  void aCorrectionIsKeptWithItsPicture()
  {
    const QTemporaryDir folder;
    service::Options kept = options();
    kept.stateDir = folder.path().toStdString();
    kept.ownFeedbackImages = true;
    const std::string drawing = R"({"strokes":[[[0,0],[1,9]]]})";
    ui::Correction correction;
    correction.record = {.time = 1.7e9,
                         .requestId = "window-1",
                         .predicted = "4",
                         .label = "9",
                         .model = "digits",
                         .modelVersion = "1",
                         .confidence = 0.6,
                         .picture = {}};
    correction.classes = {"4", "9"};
    correction.picture = base::Bytes(drawing.begin(), drawing.end());
    {
      service::Instance instance(kept);
      desktop::DesktopCorrections corrections(instance);
      QSignalSpy done(&corrections, &ui::CorrectionSink::kept);
      corrections.give(correction);
      QTRY_COMPARE(done.size(), 1);
    }
    std::vector<feedback::Record> records;
    QVERIFY(feedback::readRecords(feedback::feedbackFolders(kept.stateDir).front(),
                                  [&](const feedback::Record& record) { records.push_back(record); }));
    QCOMPARE(records.size(), std::size_t{1});
    QCOMPARE(records[0].label, correction.record.label);
    QFile picture(folder.filePath(QStringLiteral("feedback/pictures/") + QString::fromStdString(records[0].picture)));
    QVERIFY(picture.open(QIODevice::ReadOnly));
    QCOMPARE(picture.readAll().toStdString(), drawing);

    kept.stateDir = "/proc/nowhere";
    service::Instance instance(kept);
    desktop::DesktopCorrections corrections(instance);
    QSignalSpy failed(&corrections, &ui::CorrectionSink::failed);
    corrections.give(correction);
    QTRY_COMPARE(failed.size(), 1);
  }

  void whatHappensIsInTheLog()
  {
    service::Options kept = options();
    kept.keptLogRecords = 100;
    service::Instance instance(kept);
    desktop::DesktopLog log(instance);
    std::vector<report::LogRecord> records;
    QObject::connect(&log, &ui::LogSource::arrived, &log, [&](const std::vector<report::LogRecord>& came, std::size_t) {
      records.insert(records.end(), came.begin(), came.end());
    });
    using Level = report::LogRecord::Level;
    const auto told = [&](Level level, const std::string& words) {
      return std::any_of(records.begin(), records.end(), [&](const report::LogRecord& record) {
        return record.level == level && record.text.find(words) != std::string::npos;
      });
    };
    desktop::DesktopModel model(instance);
    model.load("/nowhere");
    QTRY_VERIFY(told(Level::Error, "/nowhere"));
    desktop::DesktopServer server(instance, "127.0.0.1", 0);
    server.start(0);
    QTRY_VERIFY(told(Level::Info, "server started"));
    QCOMPARE(support::fetch(portOf(server), "GET", "/version").status, 200);
    QTRY_VERIFY(told(Level::Debug, "/version"));
    server.stop();
    QTRY_VERIFY(told(Level::Info, "server stopped"));
  }

  void aPhonesNetworkIsPreferred()
  {
    const auto at = [](const char* name, bool wireless, const char* address) {
      return desktop::NetworkAddress{QString::fromLatin1(name), wireless, QHostAddress(QString::fromLatin1(address))};
    };
    QCOMPARE(desktop::bestFirst({at("lo", false, "127.0.0.1"), at("eth1", false, "169.254.3.4"),
                                 at("docker0", false, "172.17.0.1"), at("eth2", false, "81.2.69.142"),
                                 at("eth0", false, "10.1.2.3"), at("wlan0", true, "192.168.1.20"),
                                 at("eth0", false, "fe80::1")}),
             (std::vector<std::string>{"192.168.1.20", "10.1.2.3", "81.2.69.142", "172.17.0.1", "169.254.3.4"}));
    QVERIFY(desktop::bestFirst({}).empty());
  }
};

QTEST_GUILESS_MAIN(PortsTest)
#include "PortsTest.moc"
