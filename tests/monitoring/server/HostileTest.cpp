/// Connections that no proper client makes; after each of them the server still answers a proper request.
#include <QTest>

#include "tests/monitoring/server/Attack.h"

using namespace numeral;
using support::HttpConnection;
using Json = nlohmann::json;

namespace {

constexpr std::size_t kMaxBody = 100'000;
constexpr std::chrono::milliseconds kHaste{300}; // what a request may take, where a test waits for it to be over
constexpr std::chrono::milliseconds kDrop{20};   // between two drops

} // namespace

class HostileTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_server = support::serverTaking(kMaxBody); }
  void cleanup() { QCOMPARE(support::askForBlue(m_server->port()), std::string("blue")); }
  void cleanupTestCase() { m_server.reset(); }

  void bodiesOfOtherRoutesAreNotTakenForRequests()
  {
    HttpConnection connection(m_server->port());
    const std::string hidden = "GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n";
    connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(hidden.size()) +
                    "\r\n\r\n" + hidden);
    QCOMPARE(connection.receive().status, 200);
    QVERIFY(connection.closedByPeer());
  }

  /// Answered in order, and the bad one ends it: what stands behind it is not looked at.
  void badRequestsAmongGoodOnesEndTheLine()
  {
    const auto good = support::post(support::bluePng(), "image/png");
    HttpConnection connection(m_server->port());
    connection.send(good + good + "GET / nonsense\r\n\r\n" + good);
    QCOMPARE(connection.receive().status, 200);
    QCOMPARE(connection.receive().status, 200);
    const auto last = connection.receive();
    QVERIFY(last.status == 400 || last.status == 505);
    QVERIFY(connection.closedByPeer());
  }

  /// Also behind others, whose bytes are not the head's.
  void longHeadsOnKeptConnections()
  {
    const auto good = support::post(support::bluePng() + std::string(50'000, ' '), "image/png");
    for (const auto& [bad, status] : {std::pair{"GET / HTTP/1.1\r\nA: " + std::string(40'000, 'a') + "\r\n\r\n", 431},
                                      {std::string("GET / HTTP/1.1\r\nA: \x01\r\n\r\n"), 400}}) {
      HttpConnection connection(m_server->port());
      for (int i = 0; i < 3; ++i) {
        connection.send(good);
        QCOMPARE(connection.receive().status, 200);
      }
      connection.send(bad);
      QCOMPARE(connection.receive().status, status);
      QVERIFY(connection.closedByPeer());
    }
  }

  void clientsThatOnlyListenAreAnswered()
  {
    HttpConnection connection(m_server->port());
    connection.send(support::post(support::bluePng(), "image/png"));
    connection.finishSending();
    QCOMPARE(connection.receive().status, 200);
    QVERIFY(connection.closedByPeer());
  }

  /// A byte now and then, for longer than a request may take, in each place where the server waits for one.
  void drippersAreEnded_data()
  {
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("drop");
    QTest::addColumn<int>("status");
    const QByteArray post = "POST /predict HTTP/1.1\r\nHost: localhost\r\n";
    QTest::newRow("request line") << QByteArray("GET /") << QByteArray("a") << 408;
    QTest::newRow("header") << post + "A: " << QByteArray("a") << 408;
    QTest::newRow("headers") << post << QByteArray("A: b\r\n") << 408;
    QTest::newRow("body") << post + "Content-Length: 10000\r\n\r\n" << QByteArray("a") << 408;
    QTest::newRow("large body") << post + "Content-Length: 90000\r\n\r\n" + QByteArray(40'000, 'a') << QByteArray("a")
                                << 408;
    QTest::newRow("body that is not wanted")
        << QByteArray("POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n") << QByteArray("a")
        << 405;
    QTest::newRow("chunk") << post + "Transfer-Encoding: chunked\r\n\r\n2000\r\n" << QByteArray("a") << 408;
    QTest::newRow("chunks") << post + "Transfer-Encoding: chunked\r\n\r\n" << QByteArray("1\r\na\r\n") << 408;
    QTest::newRow("chunk's size") << post + "Transfer-Encoding: chunked\r\n\r\n" << QByteArray("0") << 408;
    QTest::newRow("chunk's extension") << post + "Transfer-Encoding: chunked\r\n\r\n1;" << QByteArray("a") << 400;
  }

  void drippersAreEnded()
  {
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, drop);
    QFETCH(int, status);
    const support::TestServer hasty({}, {.maxBody = kMaxBody, .request = kHaste});
    HttpConnection connection(hasty.port());
    connection.send(start.toStdString());
    while (!connection.hasAnswer(kDrop))
      connection.send(drop.toStdString());
    QCOMPARE(connection.receive().status, status);
    while (!connection.hasAnswer(kDrop)) // its end counts as one
      connection.send(drop.toStdString());
    QVERIFY(connection.closedByPeer());
    QCOMPARE(support::askForBlue(hasty.port()), std::string("blue"));
  }

  /// Something, then nothing, for longer than a silence may be though not longer than a request.
  void theSilentAreTold_data()
  {
    QTest::addColumn<QByteArray>("start");
    const QByteArray post = "POST /predict HTTP/1.1\r\nHost: localhost\r\n";
    const QByteArray chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("request line") << QByteArray("GET /");
    QTest::newRow("head") << post;
    QTest::newRow("body") << post + "Content-Length: 10\r\n\r\nab";
    QTest::newRow("body of which nothing came") << post + "Content-Length: 10\r\n\r\n";
    QTest::newRow("chunk") << chunked + "a\r\nab";
    QTest::newRow("chunk's size") << chunked + "a";
    QTest::newRow("chunks") << chunked + "2\r\nab\r\n";
  }

  void theSilentAreTold()
  {
    QFETCH(QByteArray, start);
    const support::TestServer hasty({}, {.silence = kHaste});
    HttpConnection silent(hasty.port());
    silent.send(start.toStdString());
    const auto answer = silent.receive();
    QCOMPARE(answer.status, 408);
    QCOMPARE(Json::parse(answer.body).at("code").get<std::string>(), std::string("timeout"));
    QVERIFY(silent.closedByPeer());
    HttpConnection leaving(hasty.port());
    leaving.send(start.toStdString());
    leaving.finishSending();
    QCOMPARE(leaving.receive().status, 400); // cut short
  }

  /// Asks and asks and takes nothing: the answers fill what lies between, and the server must not wait for ever.
  void clientsThatDoNotListenAreEnded()
  {
    const support::TestServer hasty({}, {.request = kHaste});
    HttpConnection connection(hasty.port());
    QVERIFY(connection.sendUntilRefused("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    QCOMPARE(support::askForBlue(hasty.port()), std::string("blue"));
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
