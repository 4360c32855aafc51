/// POST /feedback: what is accepted, what is refused, and what is then on disk and in the metrics.
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

#include <sys/resource.h>

#include "core/base/Sha256.h"
#include "core/feedback/Reader.h"
#include "core/feedback/Segments.h"
#include "monitoring/server/routes/RecentAnswers.h"
#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using support::fetch;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::string kJson = "Content-Type: application/json\r\n";

support::HttpAnswer post(const support::TestServer& server, const std::string& body, const std::string& headers = kJson)
{
  return fetch(server.port(), "POST", "/feedback", body, headers);
}

int statusOf(const support::TestServer& server, const Json& body) { return post(server, body.dump()).status; }

/// Has a blue picture read under that name.
void predict(const support::TestServer& server, const std::string& id)
{
  const auto answer = fetch(server.port(), "POST", "/predict", support::bluePng(),
                            "Content-Type: image/png\r\nX-Request-Id: " + id + "\r\n");
  QCOMPARE(answer.status, 200);
}

/// A model that reads digits, for what may be said of one; nobody asks it.
std::shared_ptr<const model::Bundle> digitsBundle(const std::shared_ptr<support::ToyModel>& toy)
{
  auto manifest = support::toyManifest("digits", "3.1.4");
  auto bundle = std::make_shared<model::Bundle>(*support::toyBundle(toy, manifest));
  bundle->manifest.task = "digits";
  bundle->manifest.classes = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return bundle;
}

/// A store and a server that keeps feedback in it.
struct Keeper {
  explicit Keeper(const feedback::StoreConfig& config = {})
      : store(feedback::FeedbackStore::open(folder(), config).value()),
        server(engine::EngineConfig{}, server::Limits{}, support::TestExtras{.feedback = store.get()})
  {
  }

  fs::path folder() const { return fs::path(temporary.path().toStdString()) / "feedback"; }

  std::vector<feedback::Record> records() const
  {
    std::vector<feedback::Record> found;
    (void)feedback::readRecords(folder(), [&](const feedback::Record& record) { found.push_back(record); });
    return found;
  }

  bool hasMetric(const std::string& line) const { return server.metrics.text().find(line + "\n") != std::string::npos; }

  const QTemporaryDir temporary;
  std::unique_ptr<feedback::FeedbackStore> store;
  support::TestServer server;
};

engine::Recognition answerOf(const std::string& id, const std::string& version = "1")
{
  engine::Recognition answer;
  answer.requestId = id;
  answer.label = "l" + id;
  answer.model = {"m", version, "classification", {"a", "b"}};
  return answer;
}

server::RecentAnswers::Picture picture(std::size_t bytes) { return std::make_shared<const base::Bytes>(bytes, 7); }

} // namespace

class FeedbackTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void anAnswerIsCorrected()
  {
    const Keeper keeper;
    predict(keeper.server, "one");
    const auto answer = post(keeper.server, R"({"request_id": "one", "label": "red", "who": {"cares": [1]}})");
    QCOMPARE(answer.status, 202);
    QCOMPARE(answer.header("content-type"), std::string("application/json"));
    const auto json = Json::parse(answer.body);
    const Json wanted{
        {"status", "accepted"}, {"request_id", "one"}, {"predicted", "blue"}, {"label", "red"}, {"correct", false}};
    QVERIFY2(json == wanted, answer.body.c_str());
    QCOMPARE(statusOf(keeper.server, {{"request_id", "one"}, {"digit", "blue"}}), 202);

    const auto records = keeper.records();
    QCOMPARE(records.size(), std::size_t{2}); // both are kept
    QCOMPARE(records[0].requestId, std::string("one"));
    QCOMPARE(records[0].predicted.value(), std::string("blue"));
    QCOMPARE(records[0].label.value(), std::string("red"));
    QCOMPARE(records[0].model, std::string("colours"));
    QCOMPARE(records[0].modelVersion, std::string("0.1.0"));
    QVERIFY(records[0].confidence.value() > 0.5);
    QVERIFY(records[0].time > 1.7e9);
    QVERIFY(records[0].picture.empty()); // nobody opted in
    QVERIFY(records[1].correct());
    QVERIFY(!fs::exists(keeper.folder() / "pictures"));
  }

  void metricsCountIt()
  {
    const Keeper keeper;
    QVERIFY(keeper.hasMetric(R"(numeral_feedback_total{outcome="correct"} 0)"));
    QVERIFY(keeper.hasMetric(R"(numeral_feedback_total{outcome="wrong"} 0)"));
    QVERIFY(keeper.server.metrics.text().find("numeral_feedback_accuracy_ratio ") == std::string::npos);
    for (const char* id : {"a", "b", "c", "d"})
      predict(keeper.server, id);
    for (const char* id : {"a", "b", "c"})
      QCOMPARE(statusOf(keeper.server, {{"request_id", id}, {"label", "blue"}}), 202);
    QVERIFY(keeper.hasMetric("numeral_feedback_accuracy_ratio 1"));
    QCOMPARE(statusOf(keeper.server, {{"request_id", "d"}, {"label", "red"}}), 202);
    QVERIFY(keeper.hasMetric("numeral_feedback_accuracy_ratio 0.75"));
    QCOMPARE(statusOf(keeper.server, {{"request_id", "a"}, {"label", "red"}}), 202); // the last one counts
    QVERIFY(keeper.hasMetric("numeral_feedback_accuracy_ratio 0.5"));
    QVERIFY(keeper.hasMetric(R"(numeral_feedback_total{outcome="correct"} 3)"));
    QVERIFY(keeper.hasMetric(R"(numeral_feedback_total{outcome="wrong"} 2)"));
    QCOMPARE(statusOf(keeper.server, {{"request_id", "a"}, {"label", "pink"}}), 400);
    QVERIFY(keeper.hasMetric(R"(numeral_feedback_total{outcome="wrong"} 2)"));
  }

  void batchesAreCorrectedFileByFile()
  {
    const Keeper keeper;
    std::string body;
    for (const auto& png : {support::pngOf(support::plain(250, 0, 0)), support::bluePng()})
      body += "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n" + png + "\r\n";
    const std::string id(128, 'i');
    QCOMPARE(fetch(keeper.server.port(), "POST", "/predict/batch", body + "--XX--\r\n",
                   "Content-Type: multipart/form-data; boundary=XX\r\nX-Request-Id: " + id + "\r\n")
                 .status,
             200);
    QCOMPARE(statusOf(keeper.server, {{"request_id", id + "-1"}, {"label", "red"}}), 202);
    QCOMPARE(statusOf(keeper.server, {{"request_id", id + "-2"}, {"label", "red"}}), 202);
    QCOMPARE(statusOf(keeper.server, {{"request_id", id}, {"label", "red"}}), 404);
    QVERIFY(keeper.records().at(0).correct());
    QVERIFY(!keeper.records().at(1).correct());
  }

  void ofOtherReplicasThePredictedComesAlong()
  {
    Keeper keeper;
    keeper.server.store.put(digitsBundle(keeper.server.toy));
    Json body{{"request_id", "elsewhere"}, {"label", 4}};
    const auto unknown = post(keeper.server, body.dump());
    QCOMPARE(unknown.status, 404);
    QVERIFY(unknown.body.find("'predicted' and 'model'") != std::string::npos);
    body["predicted"] = "9";
    QCOMPARE(statusOf(keeper.server, body), 404);
    body["model"] = "digits";
    QCOMPARE(statusOf(keeper.server, body), 202);
    body["model"] = {{"name", "digits"}, {"version", "2.0.0"}, {"task", "digits"}};
    body["predicted"] = Json();
    body["label"] = "";
    QCOMPARE(statusOf(keeper.server, body), 400);
    body["label"] = "12\n3";
    QCOMPARE(statusOf(keeper.server, body), 202);
    const auto records = keeper.records();
    QCOMPARE(records.size(), std::size_t{2});
    QCOMPARE(records[0].predicted.value(), std::string("9"));
    QCOMPARE(records[0].label.value(), std::string("4"));
    QCOMPARE(records[0].modelVersion, std::string("3.1.4"));
    QVERIFY(!records[0].confidence);
    QVERIFY(!records[1].predicted);
    QCOMPARE(records[1].modelVersion, std::string("2.0.0"));
    body["predicted"] = "x";
    QCOMPARE(statusOf(keeper.server, body), 400);
    body["predicted"] = "1";
    body["model"] = "nobody";
    QCOMPARE(statusOf(keeper.server, body), 404);
  }

  void labelsComeBackWithoutTheirRows_data()
  {
    QTest::addColumn<QString>("predicted");
    QTest::addColumn<QString>("label");
    QTest::addColumn<bool>("correct");
    QTest::addColumn<QString>("kept");
    QTest::newRow("both with rows") << "11\n12"
                                    << "11\n12" << true << "11\n12";
    QTest::newRow("the label of the answer") << "11\n12"
                                             << "1112" << true << "11\n12";
    QTest::newRow("predicted its label, right its text") << "1112"
                                                         << "11\n12" << true << "11\n12";
    QTest::newRow("labels both") << "1112"
                                 << "1112" << true << "1112";
    QTest::newRow("another digit") << "11\n12"
                                   << "1113" << false << "11\n13";
    QTest::newRow("other rows") << "11\n12"
                                << "111\n2" << false << "111\n2";
    QTest::newRow("fewer digits") << "11\n12"
                                  << "112" << false << "112";
  }

  void labelsComeBackWithoutTheirRows()
  {
    QFETCH(QString, predicted);
    QFETCH(QString, label);
    QFETCH(bool, correct);
    QFETCH(QString, kept);
    Keeper keeper;
    keeper.server.store.put(digitsBundle(keeper.server.toy));
    const Json body{{"request_id", "elsewhere"},
                    {"label", label.toStdString()},
                    {"predicted", predicted.toStdString()},
                    {"model", "digits"}};
    const auto answer = post(keeper.server, body.dump());
    QCOMPARE(answer.status, 202);
    QCOMPARE(Json::parse(answer.body).at("correct").get<bool>(), correct);
    QCOMPARE(keeper.records().at(0).label.value(), kept.toStdString());
  }

  void whatWeSaidWins()
  {
    Keeper keeper;
    predict(keeper.server, "ours");
    const Json body{{"request_id", "ours"}, {"label", "blue"}, {"predicted", "red"}, {"model", "nobody"}};
    QCOMPARE(Json::parse(post(keeper.server, body.dump()).body).at("predicted").get<std::string>(),
             std::string("blue"));
    // Also once the model is no longer there.
    QVERIFY(keeper.server.store.remove("colours"));
    QCOMPARE(statusOf(keeper.server, {{"request_id", "ours"}, {"label", "green"}}), 202);
    QCOMPARE(statusOf(keeper.server, {{"request_id", "ours"}, {"label", "pink"}}), 400);
    QCOMPARE(statusOf(keeper.server, {{"request_id", "x"}, {"label", "1"}, {"predicted", "1"}, {"model", "digits"}}),
             503);
  }

  void labelsThatNoModelGives_data()
  {
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const Json& label, int status) {
      QTest::newRow(name) << QByteArray::fromStdString(label.dump()) << status;
    };
    row("digit", "7", 202);
    row("number", "00712", 202);
    row("whole number", 712, 202);
    row("no digit there", Json(), 202);
    row("as many as can be", std::string(512, '1'), 202);
    row("rows", std::string(128, '1') + "\n" + std::string(128, '2'), 202);
    row("too many", std::string(513, '1'), 400);
    row("empty", "", 400);
    row("letters", "7a", 400);
    row("row without digits", "1\n\n2", 400);
    row("row that does not end", "1\n", 400);
    row("space", " 7", 400);
    row("below zero", -7, 400);
    row("fraction", 7.5, 400);
    row("truth", true, 400);
    row("list", Json{"7"}, 400);
    row("other digits", "\u0667", 400);
  }

  void labelsThatNoModelGives()
  {
    QFETCH(QByteArray, label);
    QFETCH(int, status);
    Keeper keeper;
    keeper.server.store.put(digitsBundle(keeper.server.toy));
    const auto answer = post(
        keeper.server,
        "{\"request_id\": \"r\", \"predicted\": \"1\", \"model\": \"digits\", \"label\": " + label.toStdString() + "}");
    QCOMPARE(answer.status, status);
    QCOMPARE(keeper.records().size(), std::size_t{status == 202 ? 1U : 0U});
  }

  void badBodies_data()
  {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const std::string& body, int status) {
      QTest::newRow(name) << QByteArray::fromStdString(body) << status;
    };
    const auto with = [](const char* member, const Json& value) {
      Json body{{"request_id", "one"}, {"label", "red"}};
      body[member] = value;
      return body.dump();
    };
    const auto ofModel = [](const Json& model) {
      return Json{{"request_id", "x"}, {"label", "red"}, {"predicted", "red"}, {"model", model}}.dump();
    };
    row("empty", "", 400);
    row("broken", "{", 400);
    row("no object", "[]", 400);
    row("not UTF-8", "{\"request_id\": \"\xff\", \"label\": \"red\"}", 400);
    row("no label", Json{{"request_id", "one"}}.dump(), 400);
    row("no id", Json{{"label", "red"}}.dump(), 400);
    row("id is a number", with("request_id", 1), 400);
    row("id that nobody has", with("request_id", "a b"), 400);
    row("endless id", with("request_id", std::string(133, 'a')), 400);
    row("two labels", with("digit", "blue"), 400);
    row("no class", with("label", "pink"), 400);
    row("model is a list", ofModel({1}), 400);
    row("model without name", ofModel(Json::object()), 400);
    row("version that never ends", ofModel({{"name", "colours"}, {"version", std::string(129, '1')}}), 400);
    row("deep", "{\"request_id\": \"one\", \"label\": " + std::string(30'000, '[') + std::string(30'000, ']') + "}",
        400);
    row("too long", with("more", std::string(65'536, 'x')), 413);
    row("two equal ones are fine", with("digit", "red"), 202);
  }

  void badBodies()
  {
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    const Keeper keeper;
    predict(keeper.server, "one");
    const auto answer = post(keeper.server, body.toStdString());
    QCOMPARE(answer.status, status);
    if (status >= 400)
      QVERIFY(!Json::parse(answer.body).at("detail").get<std::string>().empty());
    QCOMPARE(keeper.records().size(), std::size_t{status == 202 ? 1U : 0U});
    QCOMPARE(support::askForBlue(keeper.server.port()), std::string("blue"));
  }

  void onlyJsonIsTaken() // a form on another site can send all others
  {
    const Keeper keeper;
    predict(keeper.server, "one");
    const std::string body = R"({"request_id": "one", "label": "red"})";
    for (const char* type : {"", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"})
      QCOMPARE(post(keeper.server, body, type).status, 415);
    QCOMPARE(post(keeper.server, body, "Content-Type: application/json; charset=utf-8\r\n").status, 202);
    QCOMPARE(fetch(keeper.server.port(), "GET", "/feedback").status, 405);
  }

  void picturesAreKeptWhereWanted()
  {
    const Keeper keeper({.keepPictures = true, .pictures = {}});
    predict(keeper.server, "image");
    const std::string drawing = R"({"strokes": [[[0, 0], [10, 10]]], "pen_width": 2})";
    QCOMPARE(fetch(keeper.server.port(), "POST", "/predict", drawing, kJson + "X-Request-Id: drawing\r\n").status, 200);
    for (const char* id : {"image", "drawing"})
      QCOMPARE(statusOf(keeper.server, {{"request_id", id}, {"label", "red"}}), 202);
    const auto records = keeper.records();
    QCOMPARE(records[0].picture, base::sha256(base::bytesOf(support::bluePng())));
    const auto kept = base::readFile(keeper.folder() / "pictures" / records[1].picture, 1000).value();
    const auto again = strokes::parseDrawing(base::textOf(kept)).value();
    QVERIFY(again == strokes::parseDrawing(drawing).value());
  }

  void withoutAPlaceItSaysSo()
  {
    const support::TestServer server;
    predict(server, "one");
    const auto answer = post(server, R"({"request_id": "one", "label": "red"})");
    QCOMPARE(answer.status, 503);
    QVERIFY(Json::parse(answer.body).at("detail").get<std::string>().starts_with("The feedback is not kept. "));
    QCOMPARE(support::askForBlue(server.port()), std::string("blue"));
  }

  void aFullDiskIsToldAndOutlived()
  {
    const Keeper keeper;
    predict(keeper.server, "one");
    const Json body{{"request_id", "one"}, {"label", "red"}};
    QCOMPARE(statusOf(keeper.server, body), 202);
    const auto size = fs::file_size(feedback::segmentPath(keeper.folder(), 1));
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit full{size + 10, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &full);
    const auto refused = post(keeper.server, body.dump());
    const auto label = support::askForBlue(keeper.server.port());
    setrlimit(RLIMIT_FSIZE, &before);
    QCOMPARE(refused.status, 503);
    QVERIFY(refused.body.find("cannot be written") != std::string::npos);
    QCOMPARE(label, std::string("blue"));
    QCOMPARE(statusOf(keeper.server, body), 202);
    QCOMPARE(keeper.records().size(), std::size_t{2});
    QVERIFY(keeper.hasMetric(R"(numeral_feedback_total{outcome="wrong"} 2)"));
  }

  void manyAtOnceAreAllKept()
  {
    const Keeper keeper;
    predict(keeper.server, "one");
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&keeper] {
        support::HttpConnection connection(keeper.server.port());
        for (int i = 0; i < 20; ++i) {
          connection.request("POST", "/feedback", R"({"request_id": "one", "label": "red"})", kJson);
          if (connection.receive().status != 202)
            return;
        }
      });
    for (auto& thread : threads)
      thread.join();
    QCOMPARE(keeper.records().size(), std::size_t{160});
    QVERIFY(keeper.hasMetric(R"(numeral_feedback_total{outcome="wrong"} 160)"));
  }

  void theOldestAnswersAreForgotten()
  {
    server::RecentAnswers recent({.answers = 3, .pictureBytes = 10});
    for (const char* id : {"a", "b", "c"})
      recent.remember(answerOf(id), picture(3));
    QVERIFY(recent.find("a")->picture);
    recent.remember(answerOf("d"), picture(4)); // a goes, and with it its picture
    QVERIFY(!recent.find("a"));
    QVERIFY(recent.find("b")->picture && recent.find("d")->picture);
    recent.remember(answerOf("c", "2"), picture(8)); // newer than d now; no room for another picture
    QCOMPARE(recent.find("c")->model->version, std::string("2"));
    QCOMPARE(recent.find("b")->model->version, std::string("1"));
    QCOMPARE(recent.find("b")->label.value(), std::string("lb"));
    QVERIFY(!recent.find("b")->picture && !recent.find("d")->picture && recent.find("c")->picture);
    recent.remember(answerOf("e"), picture(11));
    QVERIFY(!recent.find("b") && recent.find("d") && recent.find("c")->picture && !recent.find("e")->picture);

    const server::RecentAnswers without({.answers = 3, .pictureBytes = 0});
    QVERIFY(!without.pictureOf(engine::EncodedImage{{1, 2}}));
    QVERIFY(recent.pictureOf(engine::EncodedImage{{1, 2}}));
    QVERIFY(!recent.pictureOf(engine::Tensor{{1}}));
  }

  void answersShareTheirModel()
  {
    server::RecentAnswers recent;
    recent.remember(answerOf("a"));
    recent.remember(answerOf("b"));
    QCOMPARE(recent.find("a")->model.get(), recent.find("b")->model.get());
  }
};

QTEST_GUILESS_MAIN(FeedbackTest)
#include "FeedbackTest.moc"
