/// What comes out of syslog(3), at a real /dev/log.
#include <QTest>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>

#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "monitoring/logging/Log.h"
#include "monitoring/logging/LogSink.h"
#include "monitoring/logging/SyslogOutput.h"

using namespace numeral;
using logging::Level;
using logging::Log;
using logging::LogSink;

namespace {

constexpr int kPatience = 60'000; ///< milliseconds

/// What a syslog daemon does.
class Daemon {
public:
  Daemon() : m_socket(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
  {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, "/dev/log");
    unlink(address.sun_path);
    m_bound = bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Daemon()
  {
    close(m_socket);
    unlink("/dev/log");
  }

  bool isBound() const { return m_bound; }

  /// The next message, or nothing.
  QByteArray receive() const
  {
    pollfd waiting{m_socket, POLLIN, 0};
    std::array<char, 65536> block{};
    if (poll(&waiting, 1, kPatience) <= 0)
      return {};
    const auto size = recv(m_socket, block.data(), block.size(), 0);
    return QByteArray(block.data(), static_cast<int>(std::max<ssize_t>(size, 0)));
  }

private:
  int m_socket;
  bool m_bound = false;
};

report::LogSinkState syslogOf(const Log& log) { return log.state().sinks.at(3); }

} // namespace

class SyslogTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  /// The machine's own /dev/log stays as it is: ours is in a /dev that only this process sees.
  void initTestCase()
  {
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("tmpfs", "/dev", "tmpfs", 0, nullptr) != 0)
      QSKIP("SKIPPED: no /dev of its own for this test, so that nobody has seen what syslog gets.");
  }

  void messagesHaveTheirPriority()
  {
    const Daemon daemon;
    QVERIFY(daemon.isBound());
    Log log({.level = Level::Debug, .file = {}, .fileLimits = {}, .syslog = true});
    log.write(Level::Debug, "one");
    log.write(Level::Info, "two\nlines");
    log.write(Level::Warning, "three", std::array{logging::Field{"request_id", "abc"}});
    // local0 is 16, times 8, and the severities of RFC 5424.
    const auto first = daemon.receive();
    QVERIFY2(first.startsWith("<135>") && first.endsWith(": one"), first.constData());
    QVERIFY2(first.contains(" numeral[" + QByteArray::number(getpid()) + "]: "), first.constData());
    const auto second = daemon.receive();
    QVERIFY2(second.startsWith("<134>") && second.endsWith(": two\\x0alines"), second.constData());
    const auto third = daemon.receive();
    QVERIFY2(third.startsWith("<132>") && third.endsWith(": three request_id=abc"), third.constData());
  }

  void jsonIsSentWhole()
  {
    const Daemon daemon;
    Log log({.format = logging::Format::Json, .file = {}, .fileLimits = {}, .syslog = true});
    log.write(Level::Info, "hello");
    const auto message = daemon.receive();
    QVERIFY2(message.startsWith("<134>") && message.contains("]: {\"time\":") &&
                 message.endsWith("\"message\":\"hello\"}"),
             message.constData());
  }

  void withoutADaemonTheLogGoesOnAndSaysSo()
  {
    Log log({.file = {}, .fileLimits = {}, .syslog = true});
    QTRY_VERIFY_WITH_TIMEOUT(!syslogOf(log).up, kPatience);
    QVERIFY(syslogOf(log).problem.find("/dev/log") != std::string::npos);
    log.write(Level::Info, "it waits");
    const Daemon daemon; // started at last
    QTRY_VERIFY_WITH_TIMEOUT(syslogOf(log).up, kPatience);
    bool found = false;
    for (int i = 0; i < 3 && !found; ++i)
      found = daemon.receive().endsWith(": it waits");
    QVERIFY(found);
    QCOMPARE(syslogOf(log).dropped, std::uint64_t{0});
  }

  void aDaemonThatStallsHoldsNobodyUp()
  {
    const Daemon daemon; // reads nothing
    LogSink sink(std::make_unique<logging::SyslogOutput>(), {});
    const auto line = logging::syslogMark(Level::Info) + std::string(logging::kMaxText, 'x') + "\n";
    constexpr int kLines = 1000;
    for (int i = 0; i < kLines; ++i)
      sink.push(line, false);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.state().up, kPatience);
    const auto state = sink.state();
    QVERIFY(state.dropped > 0);
    QCOMPARE(sink.finish() + state.written + state.dropped, std::uint64_t{kLines});
  }
};

QTEST_GUILESS_MAIN(SyslogTest)
#include "SyslogTest.moc"
