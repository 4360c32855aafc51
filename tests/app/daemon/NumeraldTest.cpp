/// The real numerald as a process: its one line, its exit codes, its way of stopping.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <future>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/app/daemon/Numerald.h"
#include "tests/support/HttpConnection.h"
#include "tests/support/TestFiles.h"

using namespace numeral;
using support::fetch;
using support::HttpConnection;
using test::Numerald;

namespace {

std::string fileText(const std::string& name) { return std::string(base::textOf(support::testBytes(name))); }

std::string labelOf(int port, const std::string& file)
{
  const auto answer = fetch(port, "POST", "/predict", fileText(file), "Content-Type: image/png\r\n");
  return answer.status == 200 ? nlohmann::json::parse(answer.body).at("label").get<std::string>()
                              : std::to_string(answer.status);
}

void write(const QString& path, const QByteArray& content)
{
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(content);
}

/// The shipped one, to be changed.
void copyModel(const QString& folder)
{
  QVERIFY(QDir().mkpath(folder));
  for (const auto& name : {"manifest.json", "model.pt", "second.pt"})
    QVERIFY(QFile::copy(QStringLiteral(NUMERAL_MODELS "/digits/") + name, folder + '/' + name));
}

/// Sends a request of which the server has the first half, for sure.
void sendHalf(HttpConnection& connection, const std::string& png)
{
  connection.send("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nExpect: 100-continue\r\n"
                  "Content-Length: " +
                  std::to_string(png.size()) + "\r\n\r\n");
  QCOMPARE(connection.receive().status, 100);
  connection.send(png.substr(0, png.size() / 2));
}

} // namespace

class NumeraldTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void readsDigitsWithTheShippedModel()
  {
    Numerald numerald(Numerald::onFreePorts({"--access-log", "off"}));
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    for (int digit = 0; digit < 10; ++digit)
      QCOMPARE(labelOf(numerald.port(), "images/digit-" + std::to_string(digit) + ".png"), std::to_string(digit));
    QCOMPARE(fetch(numerald.adminPort(), "GET", "/readyz").status, 200);
    const auto blank =
        fetch(numerald.port(), "POST", "/predict", fileText("images/blank-white.png"), "Content-Type: image/png\r\n");
    QVERIFY(nlohmann::json::parse(blank.body).at("label").is_null());
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 0);
    QVERIFY(numerald.output().isEmpty()); // the ready line was the only one
    QVERIFY(numerald.errors().isEmpty());
  }

  void finishesWhatIsUnderWay()
  {
    Numerald numerald(Numerald::onFreePorts());
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    const auto png = fileText("images/digit-4.png");
    HttpConnection connection(numerald.port());
    sendHalf(connection, png);
    numerald.signal(SIGTERM);
    QTRY_COMPARE(fetch(numerald.adminPort(), "GET", "/readyz").status, 503);
    connection.send(png.substr(png.size() / 2));
    const auto answer = connection.receive();
    QCOMPARE(answer.status, 200);
    QCOMPARE(nlohmann::json::parse(answer.body).at("label").get<std::string>(), std::string("4"));
    QCOMPARE(numerald.exitCode(), 0);
  }

  void secondSignalEndsAtOnce()
  {
    Numerald numerald(Numerald::onFreePorts());
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    HttpConnection connection(numerald.port());
    sendHalf(connection, fileText("images/digit-4.png"));
    numerald.signal(SIGINT);
    QTRY_COMPARE(fetch(numerald.adminPort(), "GET", "/readyz").status, 503);
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 128 + SIGTERM);
    QCOMPARE(connection.receive().status, 0);
  }

  void announcesItsEndAndServesOn()
  {
    Numerald numerald(Numerald::onFreePorts({"--drain-delay", "3600"}));
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    numerald.signal(SIGTERM);
    QTRY_COMPARE(fetch(numerald.adminPort(), "GET", "/readyz").status, 503);
    QCOMPARE(labelOf(numerald.port(), "images/digit-7.png"), std::string("7"));
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 128 + SIGTERM);
  }

  void loadsAnotherModelWithoutLosingARequest()
  {
    const QTemporaryDir folder;
    const auto model = folder.filePath("model");
    copyModel(model);
    const auto keys = folder.filePath("keys");
    write(keys, "correct-horse-battery\n");
    Numerald numerald(Numerald::onFreePorts({"--model", model, "--api-key-file", keys}));
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    std::atomic<bool> done = false;
    auto asking = std::async(std::launch::async, [&done, port = numerald.port()] {
      std::vector<std::string> wrong;
      while (!done)
        if (const auto label = labelOf(port, "images/digit-7.png"); label != "7")
          wrong.push_back(label);
      return wrong;
    });
    const auto reload = [&numerald] {
      return fetch(numerald.adminPort(), "POST", "/admin/reload", {}, "X-API-Key: correct-horse-battery\r\n");
    };
    QCOMPARE(reload().status, 200);
    const auto reloads = [&numerald](const char* outcome, int count) {
      const auto line =
          "numeral_model_reloads_total{outcome=\"" + std::string(outcome) + "\"} " + std::to_string(count);
      return fetch(numerald.adminPort(), "GET", "/metrics").body.find(line) != std::string::npos;
    };
    numerald.signal(SIGHUP);
    QTRY_VERIFY_WITH_TIMEOUT(reloads("success", 2), Numerald::kPatience);

    write(model + "/model.pt", "no model");
    const auto broken = reload();
    QCOMPARE(broken.status, 422);
    QVERIFY(broken.body.find("goes on serving") != std::string::npos);
    numerald.signal(SIGHUP);
    QTRY_VERIFY_WITH_TIMEOUT(reloads("failure", 2), Numerald::kPatience);
    done = true;
    QCOMPARE(asking.get(), std::vector<std::string>());
    QCOMPARE(fetch(numerald.adminPort(), "GET", "/readyz").status, 200);
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 0);
    QCOMPARE(numerald.errors().count("not loaded"), 2);
  }

  void watchesItsModelForDrift()
  {
    Numerald numerald(Numerald::onFreePorts());
    QVERIFY(numerald.waitUntilReady());
    const auto metrics = [&] { return fetch(numerald.adminPort(), "GET", "/metrics").body; };
    for (const char* line : {"\nnumeral_drift_window_samples{model=\"digits\"} 0\n",
                             "\nnumeral_reference_class_ratio{model=\"digits\",predicted_class=\"7\"} 0.",
                             "\nnumeral_feedback_class_total{label=\"7\",outcome=\"wrong\"} 0\n"})
      QVERIFY2(metrics().find(line) != std::string::npos, line);
    for (int i = 0; i < 3; ++i)
      QCOMPARE(labelOf(numerald.port(), "images/digit-7.png"), std::string("7"));
    QVERIFY(metrics().find("\nnumeral_drift_window_samples{model=\"digits\"} 3\n") != std::string::npos);
    QVERIFY(metrics().find("numeral_drift_score{") == std::string::npos); // of three glyphs
  }

  void aBrokenReferenceIsSaidAndNothingElse()
  {
    const QTemporaryDir folder;
    copyModel(folder.path());
    write(folder.filePath("drift.json"), "broken");
    Numerald numerald(Numerald::onFreePorts({"--model", folder.path()}));
    QVERIFY(numerald.waitUntilReady());
    QCOMPARE(labelOf(numerald.port(), "images/digit-7.png"), std::string("7"));
    QVERIFY(fetch(numerald.adminPort(), "GET", "/metrics").body.find("numeral_drift_") == std::string::npos);
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 0);
    const auto said = numerald.errors() + numerald.output();
    QVERIFY2(said.contains("drift.json"), said.constData());
  }

  void badKeyFilesEndTheStart()
  {
    const QTemporaryDir folder;
    const auto keys = folder.filePath("keys");
    write(keys, "short\n");
    Numerald numerald(Numerald::onFreePorts({"--api-key-file", keys}));
    QCOMPARE(numerald.exitCode(), 2);
    QVERIFY(numerald.errors().contains("--api-key-file"));
    QVERIFY(!numerald.errors().contains("short"));
  }

  void takenPortIsExitCode3()
  {
    Numerald first(Numerald::onFreePorts());
    QVERIFY2(first.waitUntilReady(), first.errors().constData());
    const auto port = QString::number(first.port());
    Numerald second({"--port", port, "--admin-port", "0"});
    QCOMPARE(second.exitCode(), 3);
    QVERIFY(second.errors().contains("Port " + port.toUtf8()));
    QVERIFY(second.output().isEmpty());
    QCOMPARE(labelOf(first.port(), "images/digit-7.png"), std::string("7"));
  }

  void unusableModelIsExitCode4_data()
  {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("missing") << "missing" << QByteArray();
    QTest::newRow("no model at all") << "model.pt" << QByteArray("hello");
    QTest::newRow("HDF5") << "model.h5" << QByteArray("\x89HDF\r\n\x1a\n and more");
  }

  void unusableModelIsExitCode4()
  {
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    const QTemporaryDir folder;
    QFile file(folder.filePath(name));
    if (!content.isEmpty()) {
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(content);
      file.close();
    }
    Numerald numerald(Numerald::onFreePorts({"--model", file.fileName()}));
    QCOMPARE(numerald.exitCode(), 4);
    QVERIFY(numerald.errors().startsWith("numerald: "));
    QVERIFY(numerald.output().isEmpty());
  }

  void withoutModelIfAllowed()
  {
    Numerald numerald(Numerald::onFreePorts({"--allow-no-model", "/nonexistent/model"}));
    QVERIFY(numerald.waitUntilReady());
    QVERIFY(!numerald.errors().isEmpty());
    QCOMPARE(labelOf(numerald.port(), "images/digit-7.png"), std::string("503"));
    QCOMPARE(fetch(numerald.adminPort(), "GET", "/livez").status, 200);
    QCOMPARE(fetch(numerald.adminPort(), "GET", "/readyz").status, 503);
    numerald.signal(SIGINT);
    QCOMPARE(numerald.exitCode(), 0);
  }

  void wrongUseIsExitCode2()
  {
    for (const auto& arguments : {QStringList{"--nonsense"}, QStringList{"--port", "x"},
                                  QStringList{"--config", "/nonexistent"}, QStringList{"--device", "tpu"}}) {
      Numerald numerald(arguments);
      QCOMPARE(numerald.exitCode(), 2);
      QVERIFY(numerald.errors().contains("--help"));
    }
    Numerald host(Numerald::onFreePorts({"--host", "not a host"}));
    QCOMPARE(host.exitCode(), 2);
    Numerald device(Numerald::onFreePorts({"--device", "cuda:99"}));
    QCOMPARE(device.exitCode(), 2);
  }

  void helpAndVersionAreExitCode0()
  {
    Numerald help({"--help"});
    QCOMPARE(help.exitCode(), 0);
    QVERIFY(help.output().contains("--allow-no-model"));
    Numerald version({"--version"});
    QCOMPARE(version.exitCode(), 0);
    QVERIFY(version.output().startsWith("numerald "));
  }

  void environmentIsRead()
  {
    auto environment = Numerald::cleanEnvironment();
    environment.insert("NUMERAL_PORT", "0");
    environment.insert("NUMERAL_ADMIN_PORT", "0");
    environment.insert("MODEL_PATH", QStringLiteral(NUMERAL_MODELS "/digits"));
    Numerald numerald({}, environment);
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    QCOMPARE(labelOf(numerald.port(), "images/digit-3.png"), std::string("3"));
  }
};

QTEST_GUILESS_MAIN(NumeraldTest)
#include "NumeraldTest.moc"
