/// A real numerald as a process of its own; ends with its object.
#pragma once

#include <functional>

#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QString>
#include <QStringList>

#include <csignal>

namespace numeral::test {

class Numerald {
public:
  static constexpr int kPatience = 120'000; ///< milliseconds; sanitizers are slow

  /// `inChild` runs in the new process before numerald does.
  explicit Numerald(const QStringList& arguments, const QProcessEnvironment& environment = cleanEnvironment(),
                    const std::function<void()>& inChild = {})
  {
    m_process.setChildProcessModifier(inChild);
    m_process.setProcessEnvironment(environment);
    m_process.start(QStringLiteral(NUMERAL_BIN "/numerald"), arguments);
  }
  ~Numerald()
  {
    if (m_process.state() != QProcess::NotRunning) {
      m_process.kill();
      m_process.waitForFinished();
    }
  }

  /// On free ports, ready to be asked.
  static QStringList onFreePorts(const QStringList& more = {})
  {
    return QStringList{"--port", "0", "--admin-port", "0"} + more;
  }

  static QProcessEnvironment cleanEnvironment()
  {
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto& name : environment.keys())
      if (name.startsWith("NUMERAL_") || name == "MODEL_PATH")
        environment.remove(name);
    return environment;
  }

  bool waitUntilReady()
  {
    while (!m_process.canReadLine())
      if (!m_process.waitForReadyRead(kPatience))
        return false;
    m_line = QString::fromUtf8(m_process.readLine());
    const QRegularExpression form(
        R"(^numerald ready on http://127\.0\.0\.1:(\d+) \(admin http://127\.0\.0\.1:(\d+)\)\n$)");
    const auto match = form.match(m_line);
    m_port = match.captured(1).toInt();
    m_adminPort = match.captured(2).toInt();
    return match.hasMatch();
  }

  int exitCode()
  {
    if (!m_process.waitForFinished(kPatience) || m_process.exitStatus() != QProcess::NormalExit)
      return -1;
    return m_process.exitCode();
  }

  void signal(int number) const { ::kill(static_cast<pid_t>(m_process.processId()), number); }
  QByteArray output() { return m_process.readAllStandardOutput(); }
  QByteArray errors() { return m_process.readAllStandardError(); }
  int port() const { return m_port; }
  int adminPort() const { return m_adminPort; }

private:
  QProcess m_process;
  QString m_line;
  int m_port = 0;
  int m_adminPort = 0;
};

} // namespace numeral::test
