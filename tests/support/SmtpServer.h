/// A real mail server as a process of its own (smtp_server.py); ends with its object.
#pragma once

#include <string>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

namespace numeral::support {

/// Debian's Python, since aiosmtpd is a package of its.
inline const QString kPython = QStringLiteral("/usr/bin/python3");

inline bool hasSmtpServer()
{
  return QProcess::execute(kPython, {QStringLiteral("-c"), QStringLiteral("import aiosmtpd")}) == 0;
}

class SmtpServer {
public:
  static constexpr int kPatience = 60'000; ///< milliseconds

  /// `flags`: those of smtp_server.py.
  explicit SmtpServer(const QStringList& flags = {})
  {
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(kPython, QStringList{script()} + flags);
    m_port = line().section(QLatin1Char(' '), 1).toInt();
  }
  ~SmtpServer()
  {
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(kPatience))
      m_process.kill();
    m_process.waitForFinished();
  }

  /// Makes key.pem and cert.pem.
  static bool makeCertificate(const QString& folder)
  {
    return QProcess::execute(kPython, {script(), QStringLiteral("--certificate"), folder}) == 0;
  }

  /// 0 where it did not start.
  int port() const { return m_port; }
  std::string url(const char* host = "127.0.0.1") const
  {
    return "smtp://" + std::string(host) + ":" + std::to_string(m_port);
  }

  /// The next thing that it tells: a mail, a login, or a mail that it turned away.
  QJsonObject next() { return QJsonDocument::fromJson(line().toUtf8()).object(); }

private:
  static QString script() { return QStringLiteral(NUMERAL_TEST_DATA "/../support/smtp_server.py"); }

  QString line()
  {
    while (!m_process.canReadLine())
      if (!m_process.waitForReadyRead(kPatience))
        return {};
    return QString::fromUtf8(m_process.readLine()).trimmed();
  }

  QProcess m_process;
  int m_port = 0;
};

} // namespace numeral::support
