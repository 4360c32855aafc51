/// What numerald logs as a process: its ready line first, its files to the end, whoever moves them.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/app/daemon/Numerald.h"
#include "tests/support/HttpConnection.h"

using namespace numeral;
using support::fetch;
using test::Numerald;
using Json = nlohmann::json;

namespace {

/// All of the file, each line parsed; a line that is none fails.
std::vector<Json> linesOf(const QString& path)
{
  QFile file(path);
  std::vector<Json> lines;
  if (file.open(QIODevice::ReadOnly))
    while (!file.atEnd())
      lines.push_back(Json::parse(file.readLine().toStdString()));
  return lines;
}

} // namespace

class LoggingTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { m_path = m_folder.filePath(QTest::currentTestFunction()); }

  void accessLinesComeAfterTheReadyLine()
  {
    Numerald numerald(Numerald::onFreePorts({"--access-log", "all"}));
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData()); // the first line
    for (int i = 0; i < 10; ++i)
      QCOMPARE(fetch(numerald.port(), "GET", "/livez").status, 200);
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 0);
    const auto output = numerald.output();
    QCOMPARE(output.count(" info    127.0.0.1 GET /livez 200 "), 10);
    QCOMPARE(output.count('\n'), 10);
    QVERIFY(numerald.errors().isEmpty());
  }

  void everyLineIsInTheFileAtTheEnd()
  {
    constexpr int kRequests = 500;
    Numerald numerald(Numerald::onFreePorts({"--access-log", "all", "--log-file", m_path, "--log-format", "json"}));
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    support::HttpConnection connection(numerald.port());
    for (int i = 0; i < kRequests; ++i) {
      connection.request("GET", "/livez");
      QCOMPARE(connection.receive().status, 200);
    }
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 0);
    QCOMPARE(linesOf(m_path).size(), std::size_t{kRequests});
  }

  void filesMayBeMovedWhileItRuns()
  {
    const auto traces = m_path + ".traces";
    Numerald numerald(Numerald::onFreePorts(
        {"--access-log", "all", "--log-file", m_path, "--log-format", "json", "--trace-file", traces}));
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    fetch(numerald.port(), "GET", "/livez");
    QTRY_COMPARE_WITH_TIMEOUT(linesOf(traces).size(), std::size_t{1}, Numerald::kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(linesOf(m_path).size(), std::size_t{1}, Numerald::kPatience);
    for (const auto& path : {m_path, traces})
      QVERIFY(QFile::rename(path, path + ".1"));
    numerald.signal(SIGHUP); // what logrotate sends
    for (const auto& path : {m_path, traces})
      QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path) || (fetch(numerald.port(), "GET", "/version"), false),
                               Numerald::kPatience);
    QCOMPARE(linesOf(m_path + ".1").size(), std::size_t{1});
    QCOMPARE(linesOf(m_path + ".1").front().at("path").get<std::string>(), std::string("/livez"));
  }

  void aFullDiskIsNoEnd()
  {
    Numerald numerald(Numerald::onFreePorts({"--log-file", "/dev/full", "--trace-file", "/nonexistent/traces"}));
    QVERIFY(numerald.waitUntilReady());
    QCOMPARE(fetch(numerald.port(), "GET", "/livez").status, 200);
    const auto down = [&numerald] {
      const auto metrics = fetch(numerald.adminPort(), "GET", "/metrics").body;
      return metrics.find("numeral_log_sink_up{sink=\"file\"} 0\n") != std::string::npos;
    };
    QTRY_VERIFY_WITH_TIMEOUT(down(), Numerald::kPatience);
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 0);
    const auto errors = numerald.errors();
    QVERIFY2(errors.contains("log to file /dev/full: cannot be written: No space left on device"), errors.constData());
    QVERIFY2(errors.contains("traces to /nonexistent/traces: cannot be opened: No such file"), errors.constData());
  }

private:
  QTemporaryDir m_folder;
  QString m_path;
};

QTEST_GUILESS_MAIN(LoggingTest)
#include "LoggingTest.moc"
