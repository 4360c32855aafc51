/// The log's two streams, seen from outside.
#include <QRegularExpression>
#include <QTest>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include <unistd.h>

#include "monitoring/logging/Log.h"
#include "monitoring/logging/LogRing.h"

using numeral::logging::Level;
using numeral::logging::Log;
using numeral::logging::parseLevel;
using namespace std::string_literals;

namespace {

constexpr std::chrono::seconds kPatience{60};

/// Turns a stream into a temporary file and gives back what was written.
class Capture {
public:
  explicit Capture(FILE* stream) : m_stream(stream), m_saved(dup(fileno(stream)))
  {
    std::fflush(m_stream);
    dup2(fileno(m_file), fileno(m_stream));
  }
  ~Capture() { restore(); }

  QByteArray text()
  {
    restore();
    std::rewind(m_file);
    char block[4096];
    const auto size = std::fread(block, 1, sizeof block, m_file);
    return QByteArray(block, static_cast<int>(size));
  }

private:
  void restore()
  {
    if (m_saved < 0)
      return;
    std::fflush(m_stream);
    dup2(m_saved, fileno(m_stream));
    close(m_saved);
    m_saved = -1;
  }

  FILE* m_stream;
  FILE* m_file = std::tmpfile();
  int m_saved;
};

} // namespace

class LogTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void errorsGoToStderrTheRestToStdout()
  {
    Capture out(stdout);
    Capture err(stderr);
    Log log(Level::Info);
    log.write(Level::Debug, "hidden");
    log.write(Level::Info, "hello");
    log.write(Level::Warning, "careful");
    log.write(Level::Error, "broken");
    QVERIFY(log.flush(kPatience));
    const auto errors = err.text();
    const auto rest = out.text();
    const QRegularExpression twoLines(
        R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info +hello\n\S+Z warning +careful\n$)");
    const QRegularExpression oneLine(R"(^\S+Z error +broken\n$)");
    QVERIFY2(twoLines.match(QString::fromUtf8(rest)).hasMatch(), rest.constData());
    QVERIFY2(oneLine.match(QString::fromUtf8(errors)).hasMatch(), errors.constData());
  }

  void clientsCannotForgeLines()
  {
    Capture out(stdout);
    Log(Level::Info).write(Level::Info, "a\nb\r\x1b[31m\0c\x7f {} %s é"s);
    const auto text = out.text();
    QCOMPARE(text.count('\n'), 1);
    QVERIFY2(text.contains("a\\x0ab\\x0d\\x1b[31m\\x00c\\x7f {} %s"), text.constData());
  }

  void offIsSilent()
  {
    Capture err(stderr);
    Log(Level::Off).write(Level::Error, "unheard");
    QVERIFY(!Log(Level::Off).shows(Level::Off));
    QVERIFY(err.text().isEmpty());
  }

  void stdoutCanBeHeld()
  {
    Capture out(stdout);
    Log log(Level::Info);
    log.holdStdout(true);
    log.write(Level::Info, "later");
    QVERIFY(!log.flush(std::chrono::seconds(0)));
    QCOMPARE(log.state().sinks.at(0).written, std::uint64_t{0});
    QCOMPARE(::write(STDOUT_FILENO, "first\n", 6), ssize_t{6});
    log.holdStdout(false);
    QVERIFY(log.flush(kPatience));
    const auto text = out.text();
    QVERIFY2(text.startsWith("first\n") && text.endsWith("later\n"), text.constData());
  }

  /// Two levels for the same message: what is told is shown to who watches, what is a detail the other way round.
  void ringAndStreamsHaveLevelsOfTheirOwn()
  {
    Capture out(stdout);
    numeral::logging::LogRing ring(10);
    Log log(Level::Info, &ring);
    log.tell(Level::Info, "started");
    log.detail(Level::Info, "a request", {});
    QVERIFY(log.flush(kPatience));
    const auto records = ring.take().records;
    QCOMPARE(records.size(), std::size_t{2});
    QCOMPARE(records[0].level, numeral::report::LogRecord::Level::Info);
    QCOMPARE(records[1].level, numeral::report::LogRecord::Level::Debug);
    const auto text = out.text();
    QVERIFY2(text.endsWith("info    a request\n") && !text.contains("started"), text.constData());
    QCOMPARE(log.state().messages, (std::array<std::uint64_t, 5>{0, 0, 1, 0, 0}));
  }

  void thePlacesThatWorkTellOfTheOneThatDoesNot()
  {
    Capture err(stderr);
    Capture out(stdout);
    {
      Log log({.file = "/dev/full", .fileLimits = {}});
      const auto file = [&log] { return log.state().sinks.at(2); };
      QVERIFY(file().on && file().target == "/dev/full");
      log.write(Level::Info, "hello");
      QTRY_VERIFY_WITH_TIMEOUT(!file().up, 60'000);
      QVERIFY(file().problem.find("No space left") != std::string::npos);
    }
    const auto errors = err.text();
    QVERIFY2(errors.contains("error   log to file /dev/full: cannot be written: No space left on device; "),
             errors.constData());
    QVERIFY2(errors.endsWith("2 log lines did not get to file: cannot be written: No space left on device\n"),
             errors.constData());
    QVERIFY(out.text().endsWith("info    hello\n"));
  }

  void aTrialTellsWhatGoesWhere()
  {
    Capture out(stdout);
    Capture err(stderr);
    Log log(Level::Error); // whatever the level
    const auto trials = log.trial(std::array{numeral::logging::Field{"request_id", "abc"}});
    QCOMPARE(trials.size(), std::size_t{2});
    QCOMPARE(trials[0].levels, (std::vector<std::string>{"trace", "debug", "info", "warning"}));
    QCOMPARE(trials[1].levels, (std::vector<std::string>{"error"}));
    QVERIFY(trials[0].written && trials[1].written);
    QCOMPARE(out.text().count("request_id=abc\n"), 4);
    QVERIFY(err.text().endsWith("log test: error request_id=abc\n"));
  }

  void levelsAreWords()
  {
    QCOMPARE(parseLevel("trace").value(), Level::Trace);
    QCOMPARE(parseLevel("off").value(), Level::Off);
    QVERIFY(!parseLevel("INFO"));
    QVERIFY(parseLevel("loud").error().message.find("loud") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(LogTest)
#include "LogTest.moc"
