/// POST /predict in each of its forms, to a model that shares no number with the shipped one.
#include <QTest>

#include "core/json/Base64.h"
#include "tests/monitoring/server/TestServer.h"
#include "tests/support/TestFiles.h"

using namespace numeral;
using support::fetch;
using Json = nlohmann::json;

namespace {

const std::string kForm = "Content-Type: multipart/form-data; boundary=XX\r\n";
const std::string kJson = "Content-Type: application/json\r\n";
const std::string kPng = "Content-Type: image/png\r\n";

std::string form(const std::string& content, const std::string& field = "file")
{
  return "--XX\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"x.png\"\r\n\r\n" + content +
         "\r\n--XX--\r\n";
}

std::string jsonImage(const std::string& png) { return Json{{"image", json::encodeBase64(base::bytesOf(png))}}.dump(); }

std::string text(const base::Bytes& bytes) { return std::string(base::textOf(bytes)); }

} // namespace

class PredictTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_server = std::make_unique<support::TestServer>(); }
  void cleanupTestCase() { m_server.reset(); }

  void everyFormGivesTheSameAnswer()
  {
    const auto png = support::bluePng();
    const auto raw = Json::parse(post(png, kPng).body);
    QCOMPARE(raw.at("label").get<std::string>(), std::string("blue"));
    QCOMPARE(raw.at("class").get<std::string>(), std::string("blue"));
    QCOMPARE(raw.at("verdict").get<std::string>(), std::string("digit"));
    QCOMPARE(raw.at("probabilities").size(), std::size_t{3});
    QCOMPARE(raw.at("model").at("name").get<std::string>(), std::string("colours"));
    for (const auto& answer : {post(form(png), kForm), post(png, "Content-Type: application/octet-stream\r\n"),
                               post(png, {}), post(jsonImage(png), kJson), post(png, kPng, "/predict/")}) {
      QCOMPARE(answer.status, 200);
      QVERIFY(Json::parse(answer.body).at("probabilities") == raw.at("probabilities"));
    }
  }

  void pixelsGoStraightToTheModel()
  {
    std::vector<int> pixels(3 * 4 * 6, 0);
    std::fill(pixels.begin() + 24, pixels.begin() + 48, 255); // the green plane
    const auto answer = post(Json{{"pixels", pixels}}.dump(), kJson);
    QCOMPARE(Json::parse(answer.body).at("label").get<std::string>(), std::string("green"));
    const std::string few = R"({"pixels": [1, 2, 3]})";
    QCOMPARE(post(few, kJson).status, 400);
  }

  void strokesAreDrawn()
  {
    const auto answer = post(R"({"strokes": [[[0, 0], [10, 10]], [[5, 5]]], "pen_width": 2})", kJson);
    QCOMPARE(answer.status, 200);
    QCOMPARE(Json::parse(answer.body).at("items").size(), std::size_t{1});
  }

  void whatThePageDrawsIsShown()
  {
    const std::string drawing = R"({"strokes": [[[0, 0], [10, 10]]], "pen_width": 2})";
    QCOMPARE(post(drawing, kJson).status, 200); // a script's strokes are nobody's business
    for (const char* bad : {"x", "0", "-1", "280.5", "10001", "", "280x", "x280", "280x0", "280x280x280", "280 x 280"})
      QCOMPARE(post(drawing, kJson + "X-Numeral-Sheet: " + bad + "\r\n").status, 200);
    QCOMPARE(post(support::bluePng(), kPng + "X-Numeral-Sheet: 280\r\n").status, 200);
    QVERIFY(m_server->drawn.empty());
    QCOMPARE(post(drawing, kJson + "X-Numeral-Sheet: 280\r\n").status, 200);
    QCOMPARE(m_server->drawn.size(), std::size_t{1});
    QCOMPARE(m_server->drawn[0].side, 280.0);
    QCOMPARE(m_server->drawn[0].drawing.strokes, (std::vector<strokes::Stroke>{{{0, 0}, {10, 10}}}));
  }

  void wideSheetsAreShownInASquare()
  {
    const std::string drawing = R"({"strokes": [[[0, 0], [10, 10]]], "pen_width": 2})";
    m_server->drawn.clear();
    QCOMPARE(post(drawing, kJson + "X-Numeral-Sheet: 560x280\r\n").status, 200);
    QCOMPARE(post(drawing, kJson + "X-Numeral-Sheet: 280x300\r\n").status, 200);
    QCOMPARE(m_server->drawn.size(), std::size_t{2});
    QCOMPARE(m_server->drawn[0].side, 560.0);
    QCOMPARE(m_server->drawn[0].drawing.strokes, (std::vector<strokes::Stroke>{{{0, 140}, {10, 150}}}));
    QCOMPARE(m_server->drawn[0].drawing.penWidth, std::optional(2.0));
    QCOMPARE(m_server->drawn[1].side, 300.0);
    QCOMPARE(m_server->drawn[1].drawing.strokes, (std::vector<strokes::Stroke>{{{10, 0}, {20, 10}}}));
  }

  void chunkedBodies()
  {
    const auto png = support::bluePng();
    support::HttpConnection connection(m_server->port());
    connection.send("POST /predict HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n" + kPng + "\r\n");
    char size[32];
    for (std::size_t at = 0; at < png.size(); at += 50) {
      const auto chunk = png.substr(at, 50);
      std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
      connection.send(size + chunk + "\r\n");
    }
    connection.send("0\r\n\r\n");
    QCOMPARE(connection.receive().status, 200);
    connection.request("GET", "/livez");
    QCOMPARE(connection.receive().status, 200);
  }

  void clientsThatAskFirstAreTold()
  {
    const auto png = support::bluePng();
    support::HttpConnection connection(m_server->port());
    connection.send("POST /predict HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" + kPng +
                    "Content-Length: " + std::to_string(png.size()) + "\r\n\r\n");
    QCOMPARE(connection.receive().status, 100);
    connection.send(png);
    QCOMPARE(connection.receive().status, 200);
  }

  void queryChoosesWhatIsAnswered()
  {
    const auto png = support::bluePng();
    const auto plain = Json::parse(post(png, kPng).body);
    QCOMPARE(plain.at("alternatives").size(), std::size_t{2});
    QVERIFY(!plain.at("items").at(0).contains("input"));
    const auto more = Json::parse(post(png, kPng, "/predict?include=input,steps&top_k=1&model=colours").body);
    QCOMPARE(more.at("alternatives").size(), std::size_t{1});
    const auto seen = json::decodeBase64(more.at("items").at(0).at("input").get<std::string>()).value();
    QCOMPARE(image::decode(seen).value().width, 6);
    QCOMPARE(more.at("steps").at(0).at("name").get<std::string>(), std::string("resized"));
    QCOMPARE(post(png, kPng, "/predict?model=nobody").status, 404);
    for (const char* target : {"/predict?top_k=-1", "/predict?top_k=x", "/predict?top_k=1001",
                               "/predict?top_k=", "/predict?include=everything", "/predict?model=%zz"})
      QVERIFY2(post(png, kPng, target).status == 400, target);
  }

  void idsAndTimesGoAlong()
  {
    const auto answer = post(support::bluePng(), kPng + "X-Request-Id: req-7\r\n");
    QCOMPARE(answer.header("x-request-id"), std::string("req-7"));
    QCOMPARE(Json::parse(answer.body).at("request_id").get<std::string>(), std::string("req-7"));
    QVERIFY(answer.header("server-timing").find("forward;dur=") != std::string::npos);
    QVERIFY(post(support::bluePng(), kPng + "X-Request-Id: a b\r\n").header("x-request-id") != "a b");
  }

  void badBodies_data()
  {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    const auto row = [](const char* name, const std::string& body, const std::string& headers, int status) {
      QTest::newRow(name) << QByteArray::fromStdString(body) << QByteArray::fromStdString(headers) << status;
    };
    const auto hostile = [](const char* name) {
      return text(support::testBytes(std::string("images/hostile/") + name));
    };
    row("empty", "", kPng + "Content-Length: 0\r\n", 400);
    row("no length", "", kPng, 411);
    row("no image", "hello", kPng, 415);
    row("GIF", hostile("seven.gif"), kPng, 415);
    row("PDF", hostile("document.pdf"), {}, 415);
    row("cut short PNG", hostile("truncated.png"), kPng, 422);
    row("cut short JPEG", hostile("truncated.jpg"), kPng, 422);
    row("3.6 gigapixels", hostile("claims-60000x60000.png"), kPng, 422);
    row("form type unknown", "a=b", "Content-Type: application/x-www-form-urlencoded\r\n", 415);
    row("text", "7", "Content-Type: text/plain\r\n", 415);
    row("form without file", form("x", "image"), kForm, 400);
    row("form with two files",
        form(support::bluePng()).substr(0, form(support::bluePng()).size() - 8) + "\r\n" + form(support::bluePng()),
        kForm, 400);
    row("form cut short", form("x").substr(0, 30), kForm, 400);
    row("form with a GIF", form(hostile("seven.gif")), kForm, 415);
    row("broken JSON", "{", kJson, 400);
    row("JSON with a GIF", jsonImage(hostile("seven.gif")), kJson, 415);
    row("not UTF-8", "{\"image\": \"\xff\xfe\"}", kJson, 400);
  }

  void badBodies()
  {
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, headers);
    QFETCH(int, status);
    const auto answer = post(body.toStdString(), headers.toStdString());
    QCOMPARE(answer.status, status);
    QVERIFY(!Json::parse(answer.body).at("detail").get<std::string>().empty());
    QCOMPARE(support::askForBlue(m_server->port()), std::string("blue"));
  }

  void modelErrorsAreOurs()
  {
    m_server->toy->failing = true;
    QCOMPARE(post(support::bluePng(), kPng).status, 500);
    m_server->toy->failing = false;
    QCOMPARE(support::askForBlue(m_server->port()), std::string("blue"));
  }

private:
  support::HttpAnswer post(const std::string& body, const std::string& headers, const std::string& target = "/predict")
  {
    return fetch(m_server->port(), "POST", target, body, headers);
  }

  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(PredictTest)
#include "PredictTest.moc"
