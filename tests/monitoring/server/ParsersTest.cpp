/// What reads bytes from outside, without a server around it.
#include <QTest>

#include <map>
#include <random>
#include <set>

#include "core/json/Base64.h"
#include "monitoring/server/http/Gzip.h"
#include "monitoring/server/http/Multipart.h"
#include "monitoring/server/http/Problem.h"
#include "monitoring/server/http/Query.h"
#include "monitoring/server/http/RequestHead.h"
#include "monitoring/server/http/RequestId.h"
#include "monitoring/server/http/RouteTable.h"
#include "monitoring/server/routes/PredictBody.h"

using namespace numeral;
using namespace numeral::server;
using namespace std::string_literals;

namespace {

const std::string kForm = "multipart/form-data; boundary=XX";

std::string contentOf(const Part& part) { return std::string(base::textOf(part.content)); }

/// The parts point into the body.
auto parse(const std::string& body, const std::string& type = kForm)
{
  return parseMultipart(base::bytesOf(body), type);
}

RequestHead request(std::vector<RequestHead::Header> headers, std::string_view version = "1.1")
{
  RequestHead made;
  made.method = "POST";
  made.path = "/predict";
  made.version = version;
  made.headers = std::move(headers);
  return made;
}

int refusal(const RequestHead& head)
{
  const auto refused = refuse(head);
  return refused ? refused->status : 0;
}

base::Expected<engine::Input> fromJson(const std::string& text)
{
  const auto bytes = base::bytesOf(text);
  return parsePredictBody({bytes.begin(), bytes.end()}, "application/json; charset=utf-8");
}

} // namespace

class ParsersTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void packedAnswersCanBeUnpacked()
  {
    std::string noise(100'000, ' ');
    for (std::size_t i = 0; i < noise.size(); ++i)
      noise[i] = static_cast<char>(i * i / 7); // some of it does not get smaller
    for (const std::string& text : {std::string(), std::string("a"), std::string(200'000, 'a'), noise}) {
      const std::string packed = gzip(text);
      QVERIFY(packed.starts_with("\x1f\x8b"));
      const auto bytes = base::bytesOf(packed);
      const auto unpacked = base::gunzip(base::Bytes(bytes.begin(), bytes.end()), text.size());
      QCOMPARE(base::textOf(unpacked.value()), std::string_view(text));
    }
    QVERIFY(gzip(std::string(200'000, 'a')).size() < 2000);
  }

  void routesMayHaveNamedParts()
  {
    const auto route = [](const char* method, const char* path) {
      return server::Route{.method = method, .path = path, .label = path, .handler = {}};
    };
    const server::RouteTable table({route("GET", "/models/{model}"),
                                    route("POST", "/models/{model}/versions/{version}"), route("GET", "/models")});
    const auto found = table.find("POST", "/models/digits/versions/1.2", false);
    QVERIFY(found.route != nullptr);
    QCOMPARE(found.parameters, (std::vector<std::string_view>{"digits", "1.2"}));
    QCOMPARE(table.find("GET", "/models/digits", false).parameters, (std::vector<std::string_view>{"digits"}));
    QCOMPARE(table.find("HEAD", "/models", false).route->path, std::string("/models"));
    for (const char* other : {"/models/", "/models//versions/1", "/models/a/versions", "/models/a/versions/",
                              "/model/a", "/models/a/versions/1/", "/models/a/b/c", "models/a", ""})
      QVERIFY2(table.find("POST", other, false).route == nullptr, other);
    QCOMPARE(table.find("PUT", "/models/digits", false).allow, std::string("GET, HEAD"));
  }

  void multipartTakesWhatClientsSend()
  {
    const std::string body = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;\\\"b.png\"\r\n"
                             "Content-Type: image/png\r\n\r\nby\r\ntes\r\n--XX\r\n"
                             "content-disposition:form-data;NAME=note\r\n\r\n\r\n--XX--\r\nepilogue";
    const auto parts = parse(body);
    QVERIFY(parts);
    QCOMPARE(parts->size(), std::size_t{2});
    QCOMPARE(parts->at(0).name, std::string("file"));
    QCOMPARE(parts->at(0).filename, std::string("a;\"b.png"));
    QCOMPARE(contentOf(parts->at(0)), std::string("by\r\ntes"));
    QCOMPARE(parts->at(1).name, std::string("note"));
    QVERIFY(parts->at(1).content.empty());
  }

  void multipartTakesOddities()
  {
    const std::string withPreamble = "ignored --XX\r\n--XX  \r\n\r\nno headers\r\n--XX--";
    const auto preamble = parse(withPreamble);
    QVERIFY(preamble);
    QCOMPARE(contentOf(preamble->at(0)), std::string("no headers"));
    QVERIFY(parse("--XX--")->empty());
    const std::string zeros = "--XX\r\n\r\na\0b\r\n--XX--"s;
    QCOMPARE(contentOf(parse(zeros)->at(0)), std::string("a\0b", 3));
    QCOMPARE(parse("--a b\r\n\r\nx\r\n--a b--", "multipart/form-data; charset=x; Boundary=\"a b\"")->size(),
             std::size_t{1});
  }

  void multipartRefusesBrokenForms_data()
  {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    const QByteArray type = QByteArray::fromStdString(kForm);
    QTest::newRow("empty") << QByteArray() << type;
    QTest::newRow("no boundary") << QByteArray("--XX\r\n\r\nx\r\n--XX--") << QByteArray("multipart/form-data");
    QTest::newRow("empty boundary") << QByteArray("--\r\n\r\nx\r\n----")
                                    << QByteArray("multipart/form-data; boundary=");
    QTest::newRow("long boundary") << QByteArray("x")
                                   << QByteArray("multipart/form-data; boundary=") + QByteArray(71, 'b');
    QTest::newRow("other boundary") << QByteArray("--YY\r\n\r\nx\r\n--YY--") << type;
    QTest::newRow("cut in the head") << QByteArray("--XX\r\nContent-Disp") << type;
    QTest::newRow("cut in the content") << QByteArray("--XX\r\n\r\ncontent") << type;
    QTest::newRow("cut at the boundary") << QByteArray("--XX") << type;
    QTest::newRow("junk after the boundary") << QByteArray("--XXjunk\r\n\r\nx\r\n--XX--") << type;
    QTest::newRow("bare LF") << QByteArray("--XX\n\nx\n--XX--") << type;
    QTest::newRow("long head") << "--XX\r\nA: " + QByteArray(9000, 'a') + "\r\n\r\nx\r\n--XX--" << type;
    QTest::newRow("many parts") << QByteArray("--XX\r\n\r\nx\r\n").repeated(65) + "--XX--" << type;
  }

  void multipartRefusesBrokenForms()
  {
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    const auto parts = parse(body.toStdString(), type.toStdString());
    QVERIFY(!parts);
    QCOMPARE(parts.error().code, base::ErrorCode::InvalidArgument);
  }

  /// Whatever comes, reading ends, and every part lies inside the body (the sanitizers watch).
  void multipartSurvivesNoise()
  {
    std::mt19937 random(1);
    const std::string seed =
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nbytes\r\n--XX--";
    const std::string alphabet = "-X\r\n:;=\"\\ \0af"s;
    for (int i = 0; i < 20'000; ++i) {
      std::string body = seed;
      for (int k = static_cast<int>(random() % 6); k >= 0; --k) {
        const auto at = random() % body.size();
        const char c = alphabet[random() % alphabet.size()];
        random() % 2 == 0 ? body.insert(at, 1, c) : body.replace(at, 1 + random() % 3, 1, c);
      }
      if (const auto parts = parse(body))
        for (const auto& part : *parts)
          QVERIFY(part.content.empty() ||
                  (part.content.data() >= base::bytesOf(body).data() &&
                   part.content.data() + part.content.size() <= base::bytesOf(body).data() + body.size()));
      headerParameter(body, "name");
    }
  }

  void queryDecodes()
  {
    const auto query = parseQuery("model=my%20digits&top_k=3&top_k=4&flag&=x&a+b=c+d");
    QVERIFY(query);
    QCOMPARE(query->at("model"), std::string("my digits"));
    QCOMPARE(query->at("top_k"), std::string("3"));
    QCOMPARE(query->at("flag"), std::string());
    QCOMPARE(query->at("a b"), std::string("c d"));
    QCOMPARE(query->size(), std::size_t{4});
    for (const char* broken : {"a=%", "a=%2", "a=%zz", "%4=1", "a=%-1"})
      QVERIFY2(!parseQuery(broken), broken);
  }

  void headsThatTwoServersCouldReadDifferentlyAreRefused()
  {
    QCOMPARE(refusal(request({{"Host", "a"}, {"Content-Length", "3"}})), 0);
    QCOMPARE(refusal(request({{"Host", "a"}, {"transfer-encoding", "Chunked"}})), 0);
    QCOMPARE(refusal(request({}, "1.0")), 0);
    QCOMPARE(refusal(request({})), 400);
    QCOMPARE(refusal(request({{"Host", "a"}, {"host", "b"}})), 400);
    for (const char* length : {"", "+3", "-3", "3 x", "0x3", "3,3", "1234567890123456789"})
      QVERIFY2(refusal(request({{"Host", "a"}, {"Content-Length", length}})) == 400, length);
    QCOMPARE(refusal(request({{"Host", "a"}, {"Content-Length", "3"}, {"content-length", "3"}})), 400);
    QCOMPARE(refusal(request({{"Host", "a"}, {"Content-Length", "3"}, {"Transfer-Encoding", "chunked"}})), 400);
    QCOMPARE(refusal(request({{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}})), 400);
    QCOMPARE(refusal(request({{"Host", "a"}, {"Transfer-Encoding", "identity"}})), 400);
    QCOMPARE(refusal(request({{"Transfer-Encoding", "chunked"}}, "1.0")), 400);
    QCOMPARE(refusal(request({{"Host", "a"}, {"Expect", "a miracle"}})), 417);
    auto folded = request({{"Host", "a"}});
    folded.wellFormed = false;
    QCOMPARE(refusal(folded), 400);
  }

  void requestIdsAreTakenOverOrMade()
  {
    QCOMPARE(requestId("abc-1.2_X"), std::string("abc-1.2_X"));
    for (const auto& bad : {std::string(), std::string("a b"), std::string("a\r\nb"), std::string(129, 'a')})
      QVERIFY(requestId(bad) != bad);
    std::set<std::string> made;
    for (int i = 0; i < 100; ++i)
      made.insert(requestId({}));
    QCOMPARE(made.size(), std::size_t{100});
    QCOMPARE(made.begin()->size(), std::size_t{36});
  }

  void everyErrorHasItsStatus()
  {
    using base::ErrorCode;
    const std::map<ErrorCode, int> table{
        {ErrorCode::InvalidArgument, 400}, {ErrorCode::UnsupportedFormat, 415}, {ErrorCode::UnusableImage, 422},
        {ErrorCode::ImageTooLarge, 422},   {ErrorCode::TooManyBytes, 413},      {ErrorCode::NotFound, 404},
        {ErrorCode::NoModel, 503},         {ErrorCode::QueueFull, 503},         {ErrorCode::DeadlineExceeded, 504},
        {ErrorCode::ShuttingDown, 503},    {ErrorCode::Internal, 500}};
    for (const auto& [code, status] : table)
      QCOMPARE(problem(base::Error{code, "words", {}}).status, status);
    QVERIFY(!problem(base::Error{ErrorCode::QueueFull, "words", {}}).headers.empty());
  }

  void jsonFormsAreRead()
  {
    const auto image = fromJson("{\"image\": \"data:image/png;base64,AAEC\", \"other\": {\"image\": [1]}}");
    QCOMPARE(std::get<engine::EncodedImage>(image.value()).bytes, (base::Bytes{0, 1, 2}));
    const auto drawing = fromJson("{\"pen_width\": 4, \"strokes\": [[[1, 2], [3.5, 4]], [[5, 6]]]}");
    QCOMPARE(std::get<strokes::Drawing>(drawing.value()).strokes.size(), std::size_t{2});
    const auto tensor = fromJson("{\"pixels\": [0, 0.5, 255, -1]}");
    QCOMPARE(std::get<engine::Tensor>(tensor.value()).values, (std::vector<float>{0, 0.5F, 255, -1}));
  }

  void jsonThatCannotBeUsedIsRefused_data()
  {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("not JSON") << QByteArray("{\"image\": ");
    QTest::newRow("trailing junk") << QByteArray("{\"pixels\": [1]} x");
    QTest::newRow("a list") << QByteArray("[1, 2]");
    QTest::newRow("a number") << QByteArray("1");
    QTest::newRow("none of the three") << QByteArray("{\"picture\": \"AAEC\"}");
    QTest::newRow("two of the three") << QByteArray("{\"image\": \"AAEC\", \"pixels\": [1]}");
    QTest::newRow("image is a number") << QByteArray("{\"image\": 7}");
    QTest::newRow("image is not base64") << QByteArray("{\"image\": \"?*!\"}");
    QTest::newRow("strokes is an object") << QByteArray("{\"strokes\": {\"a\": 1}}");
    QTest::newRow("strokes of words") << QByteArray("{\"strokes\": [[[\"a\", \"b\"]]]}");
    QTest::newRow("nested pixels") << QByteArray("{\"pixels\": [[1, 2], [3, 4]]}");
    QTest::newRow("pixels of words") << QByteArray("{\"pixels\": [1, \"2\"]}");
    QTest::newRow("deep") << "{\"a\": " + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}";
    QTest::newRow("many values") << "{\"pixels\": [1" + QByteArray(",1").repeated(1'000'000) + "]}";
  }

  void jsonThatCannotBeUsedIsRefused()
  {
    QFETCH(QByteArray, text);
    const auto input = fromJson(text.toStdString());
    QVERIFY(!input);
    QCOMPARE(input.error().code, base::ErrorCode::InvalidArgument);
    QVERIFY(!input.error().message.empty());
  }
};

QTEST_GUILESS_MAIN(ParsersTest)
#include "ParsersTest.moc"
