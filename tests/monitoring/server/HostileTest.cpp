/// Requests that no proper client sends; after each of them the server still answers a proper one.
#include <QTest>

#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using support::HttpConnection;

namespace {

constexpr std::size_t kMaxBody = 100'000;

} // namespace

class HostileTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase()
  {
    server::Limits limits;
    limits.maxBody = kMaxBody;
    m_server = std::make_unique<support::TestServer>(engine::EngineConfig{}, limits);
  }
  void cleanup() { QCOMPARE(support::askForBlue(m_server->port()), std::string("blue")); }
  void cleanupTestCase() { m_server.reset(); }

  void headsThatAreRefused_data()
  {
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const QByteArray start = "POST /predict HTTP/1.1\r\nHost: localhost\r\n";
    QTest::newRow("both lengths") << start + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" << 400;
    QTest::newRow("two lengths") << start + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc" << 400;
    QTest::newRow("signed length") << start + "Content-Length: +3\r\n\r\nabc" << 400;
    QTest::newRow("negative length") << start + "Content-Length: -3\r\n\r\nabc" << 400;
    QTest::newRow("length and more") << start + "Content-Length: 3 x\r\n\r\nabc" << 400;
    QTest::newRow("no number") << start + "Content-Length: abc\r\n\r\nabc" << 400;
    QTest::newRow("huge length") << start + "Content-Length: 99999999999999999999\r\n\r\n" << 400;
    QTest::newRow("unknown coding") << start + "Transfer-Encoding: gzip\r\n\r\n" << 400;
    QTest::newRow("hidden coding") << start + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" << 400;
    QTest::newRow("no host") << QByteArray("GET /livez HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("two hosts") << start + "Host: b\r\n\r\n" << 400;
    QTest::newRow("bare LF") << QByteArray("GET /livez HTTP/1.1\nHost: a\n\n") << 400;
    QTest::newRow("bare LF in a header") << start + "A: b\nContent-Length: 0\r\n\r\n" << 400;
    QTest::newRow("bare LF in the last header") << start + "A: b\n\n" << 400;
    QTest::newRow("folded header") << start + "A: b\r\n c\r\nContent-Length: 0\r\n\r\n" << 400;
    QTest::newRow("65 headers") << "GET /livez HTTP/1.1\r\nHost: localhost\r\n" + QByteArray("A: b\r\n").repeated(64) +
                                       "\r\n"
                                << 400;
    QTest::newRow("long head") << start + "A: " + QByteArray(20'000, 'a') + "\r\n\r\n" << 431;
    QTest::newRow("far too long head") << start + "A: " + QByteArray(40'000, 'a') + "\r\n\r\n" << 400;
    QTest::newRow("no colon") << start + "nonsense\r\n\r\n" << 400;
    QTest::newRow("control character") << start + "A: b\x01\r\n\r\n" << 400;
    QTest::newRow("unknown method") << QByteArray("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n") << 400;
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n") << 400;
    QTest::newRow("HTTP/2.0") << QByteArray("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n") << 505;
    QTest::newRow("strange expectation") << start + "Expect: money\r\nContent-Length: 3\r\n\r\n" << 417;
    QTest::newRow("bad chunk size") << start + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n" << 400;
    QTest::newRow("chunk without end") << start + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n" << 400;
    QTest::newRow("too long, said") << start + "Content-Length: 100001\r\nExpect: 100-continue\r\n\r\n" << 413;
    QTest::newRow("too long, chunked") << start + "Transfer-Encoding: chunked\r\n\r\n20000\r\n" +
                                              QByteArray(0x20000, 'a') + "\r\n0\r\n\r\n"
                                       << 413;
    QTest::newRow("too long, all there") << start + "Content-Length: 200000\r\n\r\n" + QByteArray(200'000, 'a') << 413;
  }

  void headsThatAreRefused()
  {
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    HttpConnection connection(m_server->port());
    connection.send(head.toStdString());
    const auto answer = connection.receive();
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("connection"), std::string("close"));
    QCOMPARE(answer.header("content-type"), std::string("application/problem+json"));
    QVERIFY(connection.closedByPeer());
  }

  void chunksLongerThanTheWorldAreRefused()
  {
    HttpConnection connection(m_server->port());
    connection.send(
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc\r\n");
    connection.finishSending();
    QCOMPARE(connection.receive().status, 400);
    QVERIFY(connection.closedByPeer());
  }

  /// A request hidden in another's body must not be answered.
  void nothingIsSmuggled()
  {
    HttpConnection connection(m_server->port());
    connection.send(
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\nGET /version HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(connection.receive().status, 400);
    QVERIFY(connection.closedByPeer());
  }

  void bodiesOfOtherRoutesAreNotTakenForRequests()
  {
    HttpConnection connection(m_server->port());
    const std::string hidden = "GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n";
    connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(hidden.size()) +
                    "\r\n\r\n" + hidden);
    QCOMPARE(connection.receive().status, 200);
    QVERIFY(connection.closedByPeer());
  }

  void pathsAreTakenAsTheyAre_data()
  {
    QTest::addColumn<QByteArray>("target");
    for (const char* target : {"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//", "/predict/..", "/page.css/",
                               "/PREDICT", "/%70redict", "/index.html", "/a%00b", "/a%zz", "/\\..\\x"})
      QTest::newRow(target) << QByteArray(target);
  }

  void pathsAreTakenAsTheyAre()
  {
    QFETCH(QByteArray, target);
    QCOMPARE(support::fetch(m_server->port(), "GET", target.toStdString()).status, 404);
  }

  void upgradesAreNotMade()
  {
    QCOMPARE(support::fetch(m_server->port(), "GET", "/livez", {},
                            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n"
                            "Sec-WebSocket-Version: 13\r\n")
                 .status,
             200);
  }

  void clientsThatGoAwayAreTolerated()
  {
    for (int i = 0; i < 20; ++i) {
      HttpConnection half(m_server->port());
      half.send("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
      HttpConnection asked(m_server->port());
      asked.request("POST", "/predict", support::bluePng(), "Content-Type: image/png\r\n");
      HttpConnection silent(m_server->port());
    }
  }

  void noiseIsSurvived()
  {
    const std::string seed = "POST /predict?top_k=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                             "Content-Type: multipart/form-data; boundary=X\r\nConnection: close\r\n\r\n--X\r";
    unsigned state = 7;
    const auto next = [&state] { return (state = state * 1664525U + 1013904223U) >> 8; };
    for (int i = 0; i < 500; ++i) {
      std::string bytes = seed;
      for (int k = 0; k < 3; ++k)
        bytes[next() % bytes.size()] = static_cast<char>(next());
      HttpConnection connection(m_server->port());
      connection.send(bytes);
    }
  }

  void connectionsThatSayNothingDoNotBlockOthers()
  {
    std::vector<std::unique_ptr<HttpConnection>> silent;
    for (int i = 0; i < 100; ++i)
      silent.push_back(std::make_unique<HttpConnection>(m_server->port()));
    QCOMPARE(support::askForBlue(m_server->port()), std::string("blue"));
  }

private:
  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(HostileTest)
#include "HostileTest.moc"
