/// POST /predict/batch: one entry for each file, in order, whatever the others are like.
#include <QTest>

#include <array>
#include <future>
#include <mutex>

#include "monitoring/server/routes/BatchRoute.h"
#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using support::fetch;
using Json = nlohmann::json;

namespace {

const std::string kForm = "Content-Type: multipart/form-data; boundary=XX\r\n";

std::string part(const std::string& field, const std::string& file, const std::string& content)
{
  return "--XX\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + file + "\"\r\n\r\n" + content +
         "\r\n";
}

std::string end() { return "--XX--\r\n"; }

std::string files(std::size_t count, const std::string& content)
{
  std::string body;
  for (std::size_t i = 0; i < count; ++i)
    body += part(i % 2 == 0 ? "file" : "files", std::to_string(i) + ".png", content);
  return body;
}

support::HttpAnswer post(const support::TestServer& server, const std::string& body, const std::string& headers = kForm,
                         const std::string& target = "/predict/batch")
{
  return fetch(server.port(), "POST", target, body, headers);
}

/// A model that stands still until it is let go; lets go in the end whatever happens.
struct Held {
  explicit Held(engine::EngineConfig config, server::Limits limits = {}) : server(config, limits)
  {
    server.toy->beforeForward = [future = m_open.get_future().share()] { future.wait(); };
  }
  ~Held() { open(); }
  void open()
  {
    if (!m_opened)
      m_open.set_value();
    m_opened = true;
  }

private:
  std::promise<void> m_open; // before the server, whose threads wait for it
  bool m_opened = false;

public:
  support::TestServer server;
};

} // namespace

class BatchTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void everyFileGetsItsAnswerInOrder()
  {
    const support::TestServer server;
    const auto answer = post(server,
                             part("file", "r.png", support::pngOf(support::plain(250, 0, 0))) +
                                 part("comment", "", "not a file") + part("files", "b.png", support::bluePng()) +
                                 part("files", "g.png", support::pngOf(support::plain(0, 250, 0))) + end(),
                             kForm + "X-Request-Id: lot-7\r\n");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.header("server-timing").find("forward;dur=") != std::string::npos);
    const auto json = Json::parse(answer.body);
    QCOMPARE(json.at("request_id").get<std::string>(), std::string("lot-7"));
    QCOMPARE(json.at("succeeded").get<int>(), 3);
    QCOMPARE(json.at("failed").get<int>(), 0);
    const auto& results = json.at("results");
    QCOMPARE(results.size(), std::size_t{3});
    const std::vector<std::array<std::string, 3>> wanted{
        {"r.png", "red", "lot-7-1"}, {"b.png", "blue", "lot-7-2"}, {"g.png", "green", "lot-7-3"}};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      QCOMPARE(results.at(i).at("file").get<std::string>(), wanted[i][0]);
      QCOMPARE(results.at(i).at("label").get<std::string>(), wanted[i][1]);
      QCOMPARE(results.at(i).at("request_id").get<std::string>(), wanted[i][2]);
    }
  }

  /// With steps a batch goes through in portions; the model is gone before the second.
  void aSwitchOfModelsLosesNothingUnderWay()
  {
    support::TestServer server;
    std::once_flag switched;
    server.toy->beforeForward = [&] {
      std::call_once(switched, [&server] {
        server.store.put(
            support::toyBundle(std::make_shared<support::ToyModel>(), support::toyManifest("other", "2.0.0")));
        server.store.remove("colours");
      });
    };
    const auto answer =
        post(server, files(10, support::bluePng()) + end(), kForm, "/predict/batch?model=colours&include=steps");
    QCOMPARE(answer.status, 200);
    const auto json = Json::parse(answer.body);
    QCOMPARE(json.at("succeeded").get<int>(), 10);
    for (const auto& result : json.at("results"))
      QCOMPARE(result.at("model").at("name").get<std::string>(), std::string("colours"));
  }

  void oneBadFileFailsAlone()
  {
    const support::TestServer server;
    const auto answer =
        post(server, part("file", "a.png", support::bluePng()) + part("file", "b.txt", "hello") + part("file", "", "") +
                         part("file", "cut.png", support::bluePng().substr(0, 60)) +
                         part("file", "\xff.png", support::bluePng()) + end());
    QCOMPARE(answer.status, 200);
    const auto json = Json::parse(answer.body);
    QCOMPARE(json.at("succeeded").get<int>(), 2);
    QCOMPARE(json.at("failed").get<int>(), 3);
    const auto& results = json.at("results");
    QCOMPARE(results.at(0).at("label").get<std::string>(), std::string("blue"));
    const auto& problem = results.at(1).at("problem");
    QCOMPARE(results.at(1).at("file").get<std::string>(), std::string("b.txt"));
    QCOMPARE(problem.at("status").get<int>(), 415);
    QVERIFY(problem.at("error") == problem.at("detail") && !problem.at("detail").get<std::string>().empty());
    QVERIFY(problem.at("request_id").get<std::string>().ends_with("-2"));
    QVERIFY(results.at(2).contains("problem"));
    QCOMPARE(results.at(3).at("problem").at("status").get<int>(), 422);
    QCOMPARE(results.at(4).at("label").get<std::string>(), std::string("blue"));
  }

  void sixtyFourFilesAndSomeOtherFields()
  {
    const support::TestServer server;
    std::string fields;
    for (int i = 0; i < 10; ++i)
      fields += part("note" + std::to_string(i), "", "x");
    const auto answer = post(server, fields + files(server::kMaxBatchFiles, support::bluePng()) + end());
    QCOMPARE(answer.status, 200);
    const auto json = Json::parse(answer.body);
    QCOMPARE(json.at("results").size(), server::kMaxBatchFiles);
    for (const auto& result : json.at("results"))
      QCOMPARE(result.at("label").get<std::string>(), std::string("blue"));
    const auto tooMany = post(server, files(server::kMaxBatchFiles + 1, support::bluePng()) + end());
    QCOMPARE(tooMany.status, 400);
    QVERIFY(tooMany.body.find("65 files; a batch takes 64") != std::string::npos);
    QCOMPARE(post(server, files(1000, "x") + end()).status, 400);
  }

  void queryIsThatOfPredict()
  {
    const support::TestServer server;
    const auto body = files(5, support::bluePng()) + end();
    const auto json = Json::parse(post(server, body, kForm, "/predict/batch?include=input,steps&top_k=1").body);
    for (const auto& result : json.at("results")) {
      QCOMPARE(result.at("alternatives").size(), std::size_t{1});
      QVERIFY(result.at("items").at(0).contains("input"));
      QVERIFY(result.contains("steps"));
    }
    QCOMPARE(json.at("results").size(), std::size_t{5});
    QCOMPARE(post(server, body, kForm, "/predict/batch?model=colours").status, 200);
    QCOMPARE(post(server, body, kForm, "/predict/batch?model=nobody").status, 404);
    QCOMPARE(post(server, body, kForm, "/predict/batch?top_k=x").status, 400);
  }

  void whatIsNoBatchIsRefused()
  {
    const support::TestServer server;
    QCOMPARE(post(server, "", kForm + "Content-Length: 0\r\n").status, 400);
    QCOMPARE(post(server, end()).status, 400);
    QCOMPARE(post(server, part("image", "a.png", support::bluePng()) + end()).status, 400);
    QCOMPARE(post(server, part("file", "a.png", support::bluePng())).status, 400); // cut short
    for (const char* type : {"Content-Type: image/png\r\n", "Content-Type: application/json\r\n", ""}) {
      const auto answer = post(server, support::bluePng(), type);
      QCOMPARE(answer.status, 415);
      QVERIFY(answer.body.find("multipart/form-data") != std::string::npos);
    }
    QCOMPARE(fetch(server.port(), "GET", "/predict/batch").status, 405);
    QCOMPARE(fetch(server.adminPort(), "POST", "/predict/batch", "x").status, 404);
    QCOMPARE(support::askForBlue(server.port()), std::string("blue"));
  }

  void whatFindsNoRoomSaysSo()
  {
    engine::EngineConfig config;
    config.maxRequests = 3;
    Held held(config);
    auto asked =
        std::async(std::launch::async, [&] { return post(held.server, files(5, support::bluePng()) + end()); });
    QTRY_VERIFY(metricIs(held.server, "numeral_inference_rejected_total{reason=\"queue_full\"} 2"));
    const auto refused = post(held.server, files(2, support::bluePng()) + end());
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.header("retry-after"), std::string("1"));
    held.open();
    const auto answer = asked.get();
    QCOMPARE(answer.status, 200);
    const auto json = Json::parse(answer.body);
    QCOMPARE(json.at("succeeded").get<int>(), 3);
    for (std::size_t i = 3; i < 5; ++i)
      QCOMPARE(json.at("results").at(i).at("problem").at("status").get<int>(), 503);
  }

  void withoutModelTheWholeIsRefused()
  {
    support::TestServer server;
    server.store.remove("colours");
    QCOMPARE(post(server, files(2, support::bluePng()) + end()).status, 503);
  }

  void lateFilesAreToldSo()
  {
    server::Limits limits;
    limits.request = std::chrono::milliseconds(200);
    Held held({}, limits);
    const auto answer = post(held.server, files(2, support::bluePng()) + end());
    QCOMPARE(answer.status, 200);
    QCOMPARE(Json::parse(answer.body).at("results").at(1).at("problem").at("status").get<int>(), 504);
  }

  void metricsKnowIt()
  {
    const support::TestServer server;
    QCOMPARE(post(server, files(2, support::bluePng()) + end()).status, 200);
    const auto counted =
        R"(api_requests_total{client_ip="127.0.0.1",endpoint="/predict/batch",method="POST",status_code="200"} 1)";
    QVERIFY(metricIs(server, counted));
    QVERIFY(metricIs(server, R"(numeral_verdicts_total{model="colours",source="batch",verdict="digit"} 2)"));
  }

private:
  static bool metricIs(const support::TestServer& server, const std::string& line)
  {
    return server.metrics.text().find(line + "\n") != std::string::npos;
  }
};

QTEST_GUILESS_MAIN(BatchTest)
#include "BatchTest.moc"
