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

  void metricsArePackedWhereAsked()
  {
    const auto plain = fetch(m_server->port(), "GET", "/metrics");
    QCOMPARE(plain.header("vary"), std::string("Accept-Encoding"));
    QVERIFY(plain.header("content-encoding").empty());
    const auto packed = fetch(m_server->port(), "GET", "/metrics", {}, "Accept-Encoding: gzip\r\n");
    QCOMPARE(packed.header("content-encoding"), std::string("gzip"));
    QVERIFY(packed.body.size() < plain.body.size() / 4);
    const auto bytes = base::bytesOf(packed.body);
    const auto text = base::gunzip({bytes.begin(), bytes.end()}, 1u << 20);
    QVERIFY(text && base::textOf(*text).starts_with("# HELP "));
  }

  void healthTellsWhatIsUsed()
  {
    support::TestExtras extras;
    extras.figures.system = [] {
      report::System system;
      system.memoryUtilization = 0.25;
      return system;
    };
    const support::TestServer server({}, {}, extras);
    const auto health = Json::parse(fetch(server.port(), "GET", "/health").body);
    QCOMPARE(health.at("memory_usage").get<double>(), 25.0);
    QVERIFY(health.at("cpu_usage").is_null()); // not read, and so not 0
    QVERIFY(!Json::parse(fetch(server.port(), "GET", "/readyz").body).contains("cpu_usage"));
  }

  void statsOfTheRequests()
  {
    const support::TestServer server; // its own, for the counts
    auto stats = Json::parse(fetch(server.port(), "GET", "/api-stats").body);
    QCOMPARE(stats.at("requests").at("total_last_60s").get<int>(), 0);
    QCOMPARE(stats.at("errors").at("error_rate_percent").get<double>(), 0.0);
    QCOMPARE(support::askForBlue(server.port()), std::string("blue"));
    QCOMPARE(fetch(server.port(), "POST", "/predict", "no image", "Content-Type: image/png\r\n").status, 415);
    fetch(server.port(), "GET", "/nothing"); // no prediction
    for (const int port : {server.port(), server.adminPort()}) {
      stats = Json::parse(fetch(port, "GET", "/api-stats").body);
      QVERIFY(stats.at("timestamp").get<double>() > 1.6e9);
      QCOMPARE(stats.at("time_window_seconds").get<int>(), 60);
      QCOMPARE(stats.at("requests").at("total_last_60s").get<int>(), 2);
      QCOMPARE(stats.at("requests").at("active_requests").get<int>(), 0);
      QVERIFY(stats.at("requests").at("requests_per_second").get<double>() > 0);
      QCOMPARE(stats.at("errors").at("total_last_60s").get<int>(), 1);
      QCOMPARE(stats.at("errors").at("error_rate_percent").get<double>(), 50.0);
      QCOMPARE(stats.at("errors").at("server_errors_last_60s").get<int>(), 0);
      QVERIFY(stats.at("latency").at("average_seconds").get<double>() > 0);
      for (const char* name : {"p50", "p95", "p99", "max", "min"})
        QVERIFY2(stats.at("latency").at("percentiles_seconds").at(name).get<double>() > 0, name);
      QCOMPARE(stats.at("status").get<std::string>(), std::string("degraded")); // half of them are errors
    }
    QCOMPARE(server.server.traffic().requests, std::uint64_t{2});
    const auto metrics = fetch(server.port(), "GET", "/metrics").body;
    QVERIFY(metrics.find("\napi_error_rate_current 50\n") != std::string::npos);
    QVERIFY(metrics.find("\nnumeral_ready 1\n") != std::string::npos);
    QTRY_VERIFY(fetch(server.port(), "GET", "/metrics").body.find("\napi_network_receive_bytes 0\n") ==
                std::string::npos); // counted once the answer is sent
  }

  void statsOfTheModel()
  {
    support::TestExtras extras;
    extras.figures.engine = [] {
      report::Traffic traffic;
      traffic.glyphs = 10;
      traffic.inference.average = 0.002;
      traffic.inference.p99 = 0.004;
      traffic.confidence.average = 0.55;
      traffic.confidenceBands = {{"very_high", 3}, {"low", 2}};
      traffic.unconfident = {{"0.5", 4}, {"0.6", 5}, {"0.7", 0}};
      traffic.devices = {{"cpu", 6, 0.001}, {"cuda:0", 1, 0.002}, {"cuda:1", 3, 0.006}};
      traffic.classes = {{"red", 10}, {"blue", 0}};
      traffic.classConfidence = {0.55, 0};
      return traffic;
    };
    support::TestServer server({}, {}, extras);
    const auto stats = Json::parse(fetch(server.adminPort(), "GET", "/model-stats").body);
    const auto& performance = stats.at("inference_performance");
    QCOMPARE(performance.at("total_predictions_60s").get<int>(), 10);
    QCOMPARE(performance.at("by_device").at("cpu").at("count").get<int>(), 6);
    QCOMPARE(performance.at("by_device").at("gpu").at("count").get<int>(), 4);
    QCOMPARE(performance.at("average_inference_time").at("gpu").get<double>(), 0.005);
    QCOMPARE(performance.at("average_inference_time").at("overall").get<double>(), 0.002);
    QCOMPARE(performance.at("latency_percentiles").at("p99").get<double>(), 0.004);
    const auto& confidence = stats.at("confidence_analysis");
    QCOMPARE(confidence.at("average_confidence").get<double>(), 0.55);
    QCOMPARE(confidence.at("confidence_distribution").at("very_high").get<int>(), 3);
    QVERIFY(confidence.at("confidence_percentiles").contains("p50"));
    QCOMPARE(confidence.at("low_confidence_alerts").at("below_0.5").at("percentage").get<double>(), 40.0);
    QVERIFY(!confidence.at("low_confidence_alerts").contains("below_0.7")); // there are none
    QCOMPARE(stats.at("class_distribution").at("red").at("count").get<int>(), 10);
    QCOMPARE(stats.at("model_health").at("status").get<std::string>(), std::string("degraded"));
    QCOMPARE(stats.at("model_health").at("issues").size(), std::size_t{2}); // the mean, and the share
    server.store.remove("colours");
    QCOMPARE(Json::parse(fetch(server.port(), "GET", "/model-stats").body).at("model_health").at("issues").size(),
             std::size_t{3});
  }

  void infoOfTheSystem()
  {
    support::TestExtras extras;
    extras.figures.system = [] {
      report::System system;
      system.load.hostMemoryTotal = 4000;
      system.load.hostMemoryUsed = 1000;
      system.load.hostCpu = 0.5;
      system.logicalProcessors = 8;
      system.cores = 4;
      system.disks = {{"/dev/vda", "/", 1000, 300, 300}};
      system.network = {{"eth0", 1, 2, 3, 4}};
      report::Gpu gpu;
      gpu.id = "0";
      gpu.power = 60;
      system.gpus = {gpu};
      return system;
    };
    const support::TestServer server({}, {}, extras);
    const auto info = Json::parse(fetch(server.port(), "GET", "/system-info").body);
    QCOMPARE(info.at("cpu").at("usage_percent").get<double>(), 50.0);
    QCOMPARE(info.at("cpu").at("count").get<int>(), 4);
    QCOMPARE(info.at("cpu").at("count_logical").get<int>(), 8);
    QCOMPARE(info.at("memory").at("available").get<int>(), 3000);
    QCOMPARE(info.at("memory").at("percent").get<double>(), 25.0);
    QCOMPARE(info.at("disk").at(0).at("percent").get<double>(), 50.0);
    QCOMPARE(info.at("network").at("eth0").at("bytes_recv").get<int>(), 3);
    QCOMPARE(info.at("gpu").at(0).at("power_watts").get<double>(), 60.0);
    QVERIFY(info.at("gpu").at(0).at("temperature_celsius").is_null());
    QVERIFY(info.contains("timestamp"));
  }

private:
  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(RoutesTest)
#include "RoutesTest.moc"
