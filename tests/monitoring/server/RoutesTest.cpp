/// Every route but /predict, and what all of them have in common.
#include <QTest>

#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using support::fetch;
using support::HttpConnection;
using Json = nlohmann::json;

class RoutesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_server = std::make_unique<support::TestServer>(); }
  void cleanupTestCase() { m_server.reset(); }

  void drawingPage()
  {
    const auto page = fetch(m_server->port(), "GET", "/");
    QCOMPARE(page.status, 200);
    QCOMPARE(page.header("content-type"), std::string("text/html; charset=utf-8"));
    QVERIFY(page.header("content-security-policy").starts_with("default-src 'self'; script-src 'self'; "));
    QCOMPARE(page.header("x-content-type-options"), std::string("nosniff"));
    QVERIFY(page.body.find("<canvas") != std::string::npos);
    QCOMPARE(fetch(m_server->port(), "GET", "/page.css").header("content-type"),
             std::string("text/css; charset=utf-8"));
    QCOMPARE(fetch(m_server->port(), "GET", "/main.js").header("content-type"),
             std::string("text/javascript; charset=utf-8"));
    QCOMPARE(fetch(m_server->port(), "GET", "/icon.svg").header("content-type"), std::string("image/svg+xml"));

    const auto again = fetch(m_server->port(), "GET", "/", {}, "If-None-Match: " + page.header("etag") + "\r\n");
    QCOMPARE(again.status, 304);
    QVERIFY(again.body.empty());
    QCOMPARE(fetch(m_server->adminPort(), "GET", "/").status, 404);
  }

  void docsOnBothPorts()
  {
    for (const int port : {m_server->port(), m_server->adminPort()}) {
      for (const char* path : {"/docs", "/docs/plain", "/docs/docs.js", "/docs/page.css", "/docs/icon.svg"})
        QVERIFY2(fetch(port, "GET", path).status == 200, path);
      const auto json = Json::parse(fetch(port, "GET", "/openapi.json").body);
      QCOMPARE(json.at("openapi").get<std::string>(), std::string("3.1.0"));
      QVERIFY(json.at("paths").contains("/docs"));
      QVERIFY(!json.at("paths").contains("/docs/docs.js"));
      QCOMPARE(json.at("paths").contains("/predict"), port == m_server->port());
    }
  }

  void errorsAreDescribedWithTheirBody()
  {
    const auto json = Json::parse(fetch(m_server->port(), "GET", "/openapi.json").body);
    const auto& responses = json.at("paths").at("/predict").at("post").at("responses");
    for (const char* status : {"400", "404", "413", "415", "422", "503", "504"})
      QVERIFY2(responses.at(status).at("content").contains("application/problem+json"), status);
    // What a route says itself stands.
    const auto& ready = json.at("paths").at("/readyz").at("get").at("responses").at("503");
    QVERIFY(!ready.at("content").contains("application/problem+json"));
  }

  void statusOnBothPorts()
  {
    for (const int port : {m_server->port(), m_server->adminPort()}) {
      for (const char* path : {"/health", "/livez", "/readyz"}) {
        const auto answer = fetch(port, "GET", path);
        QCOMPARE(answer.status, 200);
        const auto json = Json::parse(answer.body);
        QCOMPARE(json.at("status").get<std::string>(), std::string("ok"));
        QVERIFY(json.at("timestamp").is_number());
      }
      const auto version = Json::parse(fetch(port, "GET", "/version").body);
      QVERIFY(version.contains("version") && version.contains("revision") && version.contains("libraries"));
      QCOMPARE(version.at("models").at(0).at("name").get<std::string>(), std::string("colours"));
    }
    QCOMPARE(fetch(m_server->adminPort(), "POST", "/predict", "x").status, 404);
  }

  void withoutModelTheServerLivesButIsNotReady()
  {
    support::TestServer server;
    server.store.remove("colours");
    QCOMPARE(fetch(server.port(), "GET", "/livez").status, 200);
    QCOMPARE(fetch(server.port(), "GET", "/health").status, 503);
    const auto ready = fetch(server.adminPort(), "GET", "/readyz");
    QCOMPARE(ready.status, 503);
    QCOMPARE(Json::parse(ready.body).at("checks").at("model").get<std::string>(), std::string("no model is loaded"));
    const auto predict = fetch(server.port(), "POST", "/predict", "x", "Content-Type: image/png\r\n");
    QCOMPARE(predict.status, 503);
    QCOMPARE(predict.header("retry-after"), std::string("1"));
    server.store.put(support::toyBundle(server.toy));
    QCOMPARE(support::askForBlue(server.port()), std::string("blue"));
  }

  void errorsAreProblems()
  {
    const auto missing = fetch(m_server->port(), "GET", "/nothing?x=1", {}, "X-Request-Id: mine-1\r\n");
    QCOMPARE(missing.status, 404);
    QCOMPARE(missing.header("content-type"), std::string("application/problem+json"));
    QCOMPARE(missing.header("x-request-id"), std::string("mine-1"));
    const auto problem = Json::parse(missing.body);
    QCOMPARE(problem.at("status").get<int>(), 404);
    QCOMPARE(problem.at("request_id").get<std::string>(), std::string("mine-1"));
    QVERIFY(problem.at("error") == problem.at("detail"));
    QCOMPARE(problem.at("title").get<std::string>(), std::string("Not Found"));

    const auto wrongMethod = fetch(m_server->port(), "GET", "/predict");
    QCOMPARE(wrongMethod.status, 405);
    QCOMPARE(wrongMethod.header("allow"), std::string("POST"));
    QCOMPARE(fetch(m_server->port(), "POST", "/health", "x").header("allow"), std::string("GET, HEAD"));
    QCOMPARE(fetch(m_server->port(), "OPTIONS", "/predict", {},
                   "Origin: http://elsewhere\r\nAccess-Control-Request-Method: POST\r\n")
                 .status,
             405);
  }

  void noOtherSiteIsLetIn()
  {
    const auto answer = fetch(m_server->port(), "GET", "/version", {}, "Origin: http://elsewhere\r\n");
    QVERIFY(answer.header("access-control-allow-origin").empty());
  }

  void headIsGetWithoutTheBody()
  {
    HttpConnection connection(m_server->port());
    connection.request("HEAD", "/livez");
    const auto head = connection.receive(true);
    QCOMPARE(head.status, 200);
    QVERIFY(head.header("content-length") != "0");
    connection.request("GET", "/livez");
    QCOMPARE(connection.receive().status, 200); // nothing of a body stood in between
  }

  void connectionsAreKept()
  {
    HttpConnection connection(m_server->port());
    for (int i = 0; i < 3; ++i) {
      connection.request("POST", "/predict", support::bluePng(), "Content-Type: image/png\r\n");
      const auto answer = connection.receive();
      QCOMPARE(answer.status, 200);
      QCOMPARE(answer.header("connection"), std::string("keep-alive"));
    }
    connection.request("GET", "/livez", {}, "Connection: close\r\n");
    QCOMPARE(connection.receive().header("connection"), std::string("close"));
    QVERIFY(connection.closedByPeer());
  }

  void requestsMayFollowEachOtherUnasked()
  {
    HttpConnection connection(m_server->port());
    connection.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\nGET /version HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(connection.receive().body.find("status") != std::string::npos);
    QVERIFY(connection.receive().body.find("revision") != std::string::npos);
  }

  void http10IsAnsweredAndClosed()
  {
    HttpConnection connection(m_server->port());
    connection.send("GET /livez HTTP/1.0\r\n\r\n");
    const auto answer = connection.receive();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("connection"), std::string("close"));
    QVERIFY(connection.closedByPeer());
  }

  void metricsAfterTraffic()
  {
    const support::TestServer server; // its own, for the counts
    QCOMPARE(support::askForBlue(server.port()), std::string("blue"));
    fetch(server.port(), "GET", "/nothing");
    fetch(server.port(), "POST", "/predict", "no image", "Content-Type: image/png\r\n");
    for (const int port : {server.port(), server.adminPort()}) {
      const auto answer = fetch(port, "GET", "/metrics");
      QCOMPARE(answer.status, 200);
      QCOMPARE(answer.header("content-type"), std::string("text/plain; version=0.0.4; charset=utf-8"));
      for (
          const char* line : {
              R"(api_requests_total{client_ip="127.0.0.1",endpoint="/predict",method="POST",status_code="200"} 1)",
              R"(api_errors_total{endpoint="/predict",error_type="unsupported_format",method="POST",status_code="415"} 1)",
              R"(api_errors_total{endpoint="other",error_type="not_found",method="other",status_code="404"} 1)",
              R"(http_requests_total{code="200",handler="/predict",method="POST",status="2xx"} 1)",
              R"(model_predictions_total{device="cpu",predicted_class="blue"} 1)",
              R"(model_predictions_total{device="cpu",predicted_class="red"} 0)",
              R"(numeral_verdicts_total{model="colours",source="http",verdict="digit"} 1)",
          })
        QVERIFY2(answer.body.find(std::string(line) + "\n") != std::string::npos, line);
    }
  }

private:
  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(RoutesTest)
#include "RoutesTest.moc"
