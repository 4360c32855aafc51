/// The log's two streams, seen from outside.
#include <QRegularExpression>
#include <QTest>

#include <cstdio>
#include <string>

#include <unistd.h>

#include "monitoring/logging/Log.h"

using numeral::logging::Level;
using numeral::logging::Log;
using numeral::logging::parseLevel;
using namespace std::string_literals;

namespace {

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
