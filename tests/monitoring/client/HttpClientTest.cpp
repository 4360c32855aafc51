#include "monitoring/client/HttpClient.h"

#include <atomic>

#include <QtTest>

#include "monitoring/client/Url.h"
#include "tests/monitoring/client/RawServer.h"

using namespace numeral;
using base::ErrorCode;

class HttpClientTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void addresses_data()
  {
    QTest::addColumn<std::string>("given");
    QTest::addColumn<std::string>("expected"); // empty: refused
    using std::string;
    QTest::newRow("whole") << string("http://localhost:8000") << string("http://localhost:8000");
    QTest::newRow("without a scheme") << string("localhost:8000") << string("http://localhost:8000");
    QTest::newRow("slash at the end") << string("https://example.org/numeral/")
                                      << string("https://example.org/numeral");
    QTest::newRow("IPv6") << string("http://[::1]:8000") << string("http://[::1]:8000");
    QTest::newRow("empty") << string() << string();
    QTest::newRow("another protocol") << string("ftp://localhost") << string();
    QTest::newRow("a file") << string("file:///etc/passwd") << string();
    QTest::newRow("port too large") << string("http://localhost:99999") << string();
    QTest::newRow("port no number") << string("http://localhost:abc") << string();
    QTest::newRow("a query") << string("http://localhost:8000/?a=1") << string();
    QTest::newRow("a space") << string("http://local host") << string();
  }

  void addresses()
  {
    QFETCH(std::string, given);
    QFETCH(std::string, expected);
    const auto url = client::parseBaseUrl(given);
    QCOMPARE(url.value_or(""), expected);
    if (!url) {
      QCOMPARE(url.error().code, ErrorCode::InvalidArgument);
      QVERIFY(url.error().message.find("\"" + given + "\"") != std::string::npos);
    }
  }

  void messagesKeepPasswords()
  {
    QCOMPARE(client::originOf("http://me:secret@localhost:8000/a?b=c"), std::string("http://localhost:8000"));
  }

  void getAndPost()
  {
    test::RawServer server("HTTP/1.1 418 Teapot\r\nContent-Length: 5\r\n\r\nshort");
    client::HttpClient http;
    client::HttpRequest request;
    request.url = server.url() + "/tea";
    request.headers = {"X-Pot: brown"};
    auto answer = http.send(request);
    QVERIFY(answer.has_value());
    QCOMPARE(answer->status, 418);
    QCOMPARE(answer->body, std::string("short"));
    QVERIFY(server.request().starts_with("GET /tea HTTP/1.1\r\n"));
    QVERIFY(server.request().find("\r\nX-Pot: brown\r\n") != std::string::npos);

    request.body = base::bytesOf("leaves");
    answer = http.send(request);
    QVERIFY(answer.has_value());
    QVERIFY(server.request().starts_with("POST /tea HTTP/1.1\r\n"));
    QVERIFY(server.request().find("\r\nContent-Length: 6\r\n") != std::string::npos);
  }

  void noRedirects()
  {
    const test::RawServer server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    client::HttpRequest request;
    request.url = server.url();
    const auto answer = client::HttpClient().send(request);
    QVERIFY(answer.has_value());
    QCOMPARE(answer->status, 302);
  }

  void answersAreBounded()
  {
    const test::RawServer server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
    client::HttpRequest request;
    request.url = server.url();
    request.maxAnswerBytes = 1000;
    QVERIFY(client::HttpClient().send(request).has_value());
    request.maxAnswerBytes = 999;
    const auto answer = client::HttpClient().send(request);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::TooManyBytes);
  }

  void timesOut()
  {
    const test::RawServer server("");
    client::HttpRequest request;
    request.url = server.url();
    request.timeout = std::chrono::milliseconds(50);
    const auto answer = client::HttpClient().send(request);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::DeadlineExceeded);
  }

  void givesUp()
  {
    const test::RawServer server("");
    client::HttpRequest request;
    request.url = server.url();
    request.giveUp = [] { return true; };
    const auto answer = client::HttpClient().send(request);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Cancelled);
  }

  void nobodyThere()
  {
    client::HttpRequest request;
    request.url = test::deadUrl();
    const auto answer = client::HttpClient().send(request);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Io);
    QVERIFY(answer.error().message.find(request.url) != std::string::npos);
  }

  void notHttp()
  {
    const test::RawServer server("SSH-2.0-OpenSSH_9.2\r\n");
    client::HttpRequest request;
    request.url = server.url();
    const auto answer = client::HttpClient().send(request);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::Io);
    QVERIFY(answer.error().message.find("HTTP") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(HttpClientTest)
#include "HttpClientTest.moc"
