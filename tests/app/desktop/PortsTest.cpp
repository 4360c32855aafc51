/// The window's ports over a real Instance: real models, real sockets.
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include "app/desktop/DesktopModel.h"
#include "app/desktop/DesktopServer.h"
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

    server.start(0);
    QTRY_COMPARE(server.state().phase, ServerPhase::Running);
    QVERIFY(portOf(server) != taken);
    QCOMPARE(support::fetch(portOf(server), "GET", "/version").status, 200);

    server.stop();
    QTRY_COMPARE(server.state().phase, ServerPhase::Stopped);
    holder.stop();
    QTRY_COMPARE(holder.state().phase, ServerPhase::Stopped);
    server.start(taken); // free again
    QTRY_COMPARE(server.state().phase, ServerPhase::Running);
  }
};

QTEST_GUILESS_MAIN(PortsTest)
#include "PortsTest.moc"
