/// Starting, filling up, running late, stopping.
#include <QDir>
#include <QRegularExpression>
#include <QTest>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using support::fetch;
using support::HttpConnection;
using namespace std::chrono_literals;

namespace {

const std::string kPng = "Content-Type: image/png\r\n";

/// Holds whoever passes until it is opened, and tells when somebody has come.
class Barrier {
public:
  void pass()
  {
    std::unique_lock lock(m_mutex);
    m_reached = true;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_open; });
  }
  void waitUntilReached()
  {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_reached; });
  }
  void open()
  {
    const std::lock_guard lock(m_mutex);
    m_open = true;
    m_changed.notify_all();
  }

private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  bool m_reached = false;
  bool m_open = false;
};

/// How often threads of that name went to sleep so far.
int timesWoken(const QString& name)
{
  int times = 0;
  for (const auto& thread : QDir("/proc/self/task").entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    const auto read = [&thread](const char* what) {
      QFile file("/proc/self/task/" + thread + "/" + what);
      return file.open(QFile::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    };
    static const QRegularExpression kSwitches(R"(\nvoluntary_ctxt_switches:\s+(\d+))");
    if (read("comm").trimmed() == name)
      times += kSwitches.match(read("status")).captured(1).toInt();
  }
  return times;
}

/// A server whose model stands still until the barrier opens. The barrier opens before the server goes.
struct HeldServer {
  explicit HeldServer(engine::EngineConfig config = {}, server::Limits limits = {}, support::TestExtras extras = {})
      : server(config, limits, std::move(extras))
  {
    server.toy->beforeForward = [this] { barrier.pass(); };
  }
  ~HeldServer() { barrier.open(); }

  support::TestServer server;
  Barrier barrier;
};

} // namespace

class LifeTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void fullMeansRefusedAtOnce()
  {
    engine::EngineConfig config;
    config.maxRequests = 1;
    HeldServer held(config);
    const int port = held.server.port();
    HttpConnection first(port);
    first.request("POST", "/predict", support::bluePng(), kPng);
    held.barrier.waitUntilReached();
    const auto refused = fetch(port, "POST", "/predict", support::bluePng(), kPng);
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.header("retry-after"), std::string("1"));
    const auto metrics = held.server.metrics.text();
    QVERIFY(metrics.find("numeral_inference_queue_length 1\n") != std::string::npos);
    QVERIFY(metrics.find("numeral_inference_queue_capacity 1\n") != std::string::npos);
    QVERIFY(metrics.find("numeral_inference_rejected_total{reason=\"queue_full\"} 1\n") != std::string::npos);
    held.barrier.open();
    QCOMPARE(first.receive().status, 200);
    QCOMPARE(support::askForBlue(port), std::string("blue"));
  }

  void slowClientsHoldUpNobodyElse()
  {
    support::TestServer server;
    std::vector<std::unique_ptr<HttpConnection>> slow;
    for (int i = 0; i < 200; ++i) {
      slow.push_back(std::make_unique<HttpConnection>(server.port()));
      // Half of them stop within the head, half within the body.
      slow.back()->send(i % 2 == 0 ? "POST /predict HTTP/1.1\r\nHost: local"
                                   : "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");
    }
    QCOMPARE(fetch(server.adminPort(), "GET", "/readyz").status, 200);
    QCOMPARE(support::askForBlue(server.port()), std::string("blue"));
  }

  void oneAddressCannotHaveEverythingUnderWay()
  {
    server::GuardConfig guard;
    guard.limits.underWay = 1;
    HeldServer held({}, {}, {.guard = guard});
    HttpConnection first(held.server.port());
    first.request("POST", "/predict", support::bluePng(), kPng);
    held.barrier.waitUntilReached();
    QCOMPARE(fetch(held.server.port(), "POST", "/predict", support::bluePng(), kPng).status, 429);
    QCOMPARE(fetch(held.server.port(), "GET", "/livez").status, 200);
    held.barrier.open();
    QCOMPARE(first.receive().status, 200);
    // An answer is there before its share is given back. QTRY_COMPARE asks once more after it was right.
    auto label = support::askForBlue(held.server.port());
    while (label == "429")
      label = support::askForBlue(held.server.port());
    QCOMPARE(label, std::string("blue"));
  }

  void lateIsToldSo()
  {
    server::Limits limits;
    limits.request = 200ms;
    HeldServer held({}, limits);
    QCOMPARE(fetch(held.server.port(), "POST", "/predict", support::bluePng(), kPng).status, 504);
    held.barrier.open();
    QTRY_COMPARE(support::askForBlue(held.server.port()), std::string("blue"));
  }

  void stoppingFinishesWhatIsUnderWay()
  {
    HeldServer held;
    auto& server = held.server.server;
    const int port = server.port();
    const int adminPort = server.adminPort();
    HttpConnection asked(port);
    HttpConnection waiting(port);
    waiting.request("GET", "/livez");
    QCOMPARE(waiting.receive().status, 200);
    asked.request("POST", "/predict", support::bluePng(), kPng);
    held.barrier.waitUntilReached();

    auto stopped = std::async(std::launch::async, [&server] { return server.stop(60s); });
    QTRY_COMPARE(fetch(adminPort, "GET", "/readyz").status, 503);
    QCOMPARE(fetch(adminPort, "GET", "/livez").status, 200);
    waiting.request("POST", "/predict", support::bluePng(), kPng);
    const auto refused = waiting.receive();
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.header("connection"), std::string("close"));
    QVERIFY(waiting.closedByPeer());

    held.barrier.open();
    const auto answer = asked.receive();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("connection"), std::string("close"));
    QVERIFY(stopped.get());
    QVERIFY(!HttpConnection(port).isOpen());
    QCOMPARE(server.port(), 0);
  }

  void stoppingDoesNotWaitForEver()
  {
    HeldServer held;
    HttpConnection asked(held.server.port());
    asked.request("POST", "/predict", support::bluePng(), kPng);
    held.barrier.waitUntilReached();
    QVERIFY(!held.server.server.stop(100ms));
    QCOMPARE(asked.receive().status, 503);
  }

  void startsAgain()
  {
    support::TestServer server;
    for (int i = 0; i < 3; ++i) {
      QVERIFY(server.server.stop(10s));
      QVERIFY(server.server.start(support::freePorts()));
      QCOMPARE(support::askForBlue(server.port()), std::string("blue"));
    }
    QVERIFY(server.metrics.text().find("status_code=\"200\"} 3\n") != std::string::npos);
  }

  void takenPortIsNamed()
  {
    const support::TestServer first;
    support::TestServer second;
    second.server.stop(1s);
    auto addresses = support::freePorts();
    addresses.port = first.port();
    const auto started = second.server.start(addresses);
    QVERIFY(!started);
    QCOMPARE(started.error().code, base::ErrorCode::AddressInUse);
    QVERIFY(started.error().message.find(std::to_string(first.port())) != std::string::npos);

    addresses = support::freePorts();
    addresses.adminPort = first.adminPort();
    QCOMPARE(second.server.start(addresses).error().code, base::ErrorCode::AddressInUse);
    QCOMPARE(second.port(), 0);
    QVERIFY(second.server.start(support::freePorts()));
    QCOMPARE(support::askForBlue(second.port()), std::string("blue"));
  }

  void hostsThatAreNoneAreNamed()
  {
    support::TestServer server;
    server.server.stop(1s);
    for (const char* host : {"not a host", "203.0.113.7", ""}) {
      auto addresses = support::freePorts();
      addresses.host = host;
      const auto started = server.server.start(addresses);
      QVERIFY2(!started, host);
      QCOMPARE(started.error().code, base::ErrorCode::InvalidArgument);
    }
    auto addresses = support::freePorts();
    addresses.host = "localhost";
    addresses.adminPort = -1;
    QVERIFY(server.server.start(addresses));
    QCOMPARE(server.adminPort(), 0);
    QCOMPARE(support::askForBlue(server.port()), std::string("blue"));
  }

  /// It looks after those who are late; to wake it for each request would cost more than to answer some of them.
  void theWatchSleepsWhileClientsAreInTime()
  {
    constexpr int kRequests = 100;
    const support::TestServer server;
    HttpConnection connection(server.port());
    const auto before = timesWoken("socket-watch");
    for (int i = 0; i < kRequests; ++i) {
      connection.request("POST", "/predict", support::bluePng(), kPng);
      QCOMPARE(connection.receive().status, 200);
    }
    QVERIFY(timesWoken("socket-watch") - before < kRequests / 10);
  }

  void manyAtOnceGetTheirOwnAnswers()
  {
    const support::TestServer server;
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int t = 0; t < 16; ++t)
      threads.emplace_back([&, t] {
        const std::vector<std::pair<std::string, std::string>> pictures{
            {support::pngOf(support::plain(250, 0, 0)), "red"},
            {support::pngOf(support::plain(0, 250, 0)), "green"},
            {support::pngOf(support::plain(0, 0, 250)), "blue"}};
        HttpConnection connection(server.port());
        for (std::size_t i = 0; i < 30; ++i) {
          const auto& [png, label] = pictures[(i + static_cast<std::size_t>(t)) % 3];
          connection.request("POST", "/predict", png, kPng);
          const auto answer = connection.receive();
          if (answer.status == 200 && nlohmann::json::parse(answer.body).at("label") == label)
            ++right;
        }
      });
    for (auto& thread : threads)
      thread.join();
    QCOMPARE(right.load(), 16 * 30);
  }
};

QTEST_GUILESS_MAIN(LifeTest)
#include "LifeTest.moc"
