#include "monitoring/client/RemoteRecognizer.h"

#include <atomic>
#include <future>
#include <memory>
#include <vector>

#include <QtTest>

#include "app/service/Instance.h"
#include "core/base/Files.h"
#include "core/image/Codec.h"
#include "tests/monitoring/client/RawServer.h"

using namespace numeral;
using base::ErrorCode;
using client::RemoteRecognizer;

namespace {

base::Bytes readTestFile(const std::string& name)
{
  return base::readFile(std::string(NUMERAL_TEST_DATA "/") + name, 1u << 20).value();
}

std::unique_ptr<RemoteRecognizer> open(const std::string& url, client::RemoteConfig config = {})
{
  return RemoteRecognizer::open(url, config).value();
}

engine::Input someInput() { return engine::Tensor{{0.F}}; }

std::string httpAnswer(const std::string& status, const std::string& type, const std::string& body)
{
  return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

Q_DECLARE_METATYPE(numeral::base::ErrorCode)

class RemoteRecognizerTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase()
  {
    service::Options options;
    options.port = 0;
    options.adminPort = -1;
    options.device = "cpu";
    options.logLevel = "error";
    m_instance = std::make_unique<service::Instance>(options);
    const auto loaded = m_instance->loadModel(NUMERAL_MODELS "/digits");
    QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().message.c_str());
    const auto started = m_instance->startServer();
    QVERIFY2(started.has_value(), started ? "" : started.error().message.c_str());
    m_url = m_instance->serverState().url;
  }

  void cleanupTestCase() { m_instance.reset(); }

  /// Every kind of input, one at a time on an idle engine: bit for bit what the engine itself answers.
  void sameAnswerAsHere()
  {
    const auto image = image::decode(readTestFile("images/digit-4.png")).value();
    std::vector<float> pixels;
    const auto mnist = image::decode(readTestFile("images/mnist-4.png")).value();
    for (const std::uint8_t value : mnist.pixels)
      pixels.push_back(static_cast<float>(value) / 255.F);
    const auto drawing = strokes::parseDrawing(base::textOf(readTestFile("drawings/digit-4.json"))).value();
    const std::vector<std::pair<const char*, engine::Input>> inputs = {
        {"encoded image", engine::EncodedImage{readTestFile("images/digit-4.png")}},
        {"drawing", drawing},
        {"decoded image", image},
        {"colour image", image::decode(readTestFile("images/seven.ppm")).value()},
        {"tensor", engine::Tensor{pixels}},
        {"blank page", engine::EncodedImage{readTestFile("images/blank-white.png")}},
    };
    const auto remote = open(m_url);
    for (const auto& [name, input] : inputs) {
      const auto here = m_instance->recognizer().recognize(input);
      const auto there = remote->recognize(input);
      QVERIFY2(here.has_value(), name);
      QVERIFY2(there.has_value(), there ? name : there.error().message.c_str());
      QCOMPARE(there->label, here->label);
      QCOMPARE(there->verdict, here->verdict);
      QCOMPARE(there->confidence, here->confidence);
      QCOMPARE(there->items.size(), here->items.size());
      for (std::size_t i = 0; i < here->items.size(); ++i) {
        QVERIFY2(there->items[i].probabilities == here->items[i].probabilities, name);
        QVERIFY2(there->items[i].box == here->items[i].box, name);
      }
      QCOMPARE(there->model.version, here->model.version);
    }
  }

  void optionsTravel()
  {
    engine::Options options;
    options.requestId = "test-42";
    options.topK = 1;
    options.keepInput = true;
    options.keepSteps = true;
    const engine::EncodedImage input{readTestFile("images/digit-8.png")};
    const auto here = m_instance->recognizer().recognize(input, options);
    const auto there = open(m_url)->recognize(input, options);
    QVERIFY(here && there);
    QCOMPARE(there->requestId, options.requestId);
    QCOMPARE(there->alternatives.size(), std::size_t{1});
    QVERIFY(there->items.front().input == here->items.front().input);
    QCOMPARE(there->steps.size(), here->steps.size());
    QVERIFY(there->steps.front().image == here->steps.front().image);
  }

  void refusalsInTheServersWords_data()
  {
    QTest::addColumn<std::string>("file");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("text") << std::string("images/hostile/text.png") << ErrorCode::UnsupportedFormat;
    QTest::newRow("cut short") << std::string("images/hostile/truncated.png") << ErrorCode::UnusableImage;
    QTest::newRow("too many pixels") << std::string("images/hostile/claims-60000x60000.png")
                                     << ErrorCode::ImageTooLarge;
  }

  void refusalsInTheServersWords()
  {
    QFETCH(std::string, file);
    QFETCH(ErrorCode, code);
    const engine::EncodedImage input{readTestFile(file)};
    const auto here = m_instance->recognizer().recognize(input);
    const auto there = open(m_url)->recognize(input);
    QVERIFY(!here && !there);
    QCOMPARE(there.error().code, code);
    QCOMPARE(there.error().message, here.error().message);
  }

  void unknownModel()
  {
    engine::Options options;
    options.model = "no such & model";
    const auto here = m_instance->recognizer().recognize(someInput(), options);
    const auto there = open(m_url)->recognize(someInput(), options);
    QVERIFY(!here && !there);
    QCOMPARE(there.error().code, ErrorCode::NotFound);
    QCOMPARE(there.error().message, here.error().message);
  }

  void manyAtOnce()
  {
    constexpr std::size_t kMany = 200;
    const engine::EncodedImage input{readTestFile("images/digit-3.png")};
    std::vector<std::promise<engine::Result>> answers(kMany);
    const auto remote = open(m_url);
    for (auto& answer : answers)
      remote->submit(input, {}, [&answer](engine::Result result) { answer.set_value(std::move(result)); });
    for (auto& answer : answers) {
      const auto result = answer.get_future().get(); // a second call of done would throw in set_value
      QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
      QCOMPARE(result->label.value_or(""), std::string("3"));
    }
  }

  void badAddress()
  {
    const auto remote = RemoteRecognizer::open("gopher://localhost");
    QVERIFY(!remote);
    QCOMPARE(remote.error().code, ErrorCode::InvalidArgument);
  }

  void nobodyThere()
  {
    const auto result = open(test::deadUrl())->recognize(someInput());
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Io);
  }

  void garbage_data()
  {
    QTest::addColumn<std::string>("answer");
    using std::string;
    QTest::newRow("a web page") << httpAnswer("200 OK", "text/html", "<html>Welcome</html>");
    QTest::newRow("other JSON") << httpAnswer("200 OK", "application/json", R"({"digit": 4})");
    QTest::newRow("a JSON number") << httpAnswer("200 OK", "application/json", "4");
    QTest::newRow("members of other types")
        << httpAnswer("200 OK", "application/json", R"({"model": 1, "verdict": [], "label": {}})");
    QTest::newRow("no body") << httpAnswer("200 OK", "application/json", "");
    QTest::newRow("an error without a problem") << httpAnswer("502 Bad Gateway", "text/html", "<html>502</html>");
    QTest::newRow("a problem without a sentence") << httpAnswer("500 Oops", "application/problem+json", "{}");
    QTest::newRow("not HTTP") << string("220 mail.example.org ESMTP\r\n");
    QTest::newRow("cut short") << string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
  }

  void garbage()
  {
    QFETCH(std::string, answer);
    const test::RawServer server(answer);
    const auto result = open(server.url())->recognize(someInput());
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Io);
    QVERIFY2(result.error().message.find(server.url()) != std::string::npos, result.error().message.c_str());
  }

  void deadlineWhileAsking()
  {
    const test::RawServer silent("");
    engine::Options options;
    options.deadline = base::Steady::now() + std::chrono::milliseconds(50);
    const auto result = open(silent.url())->recognize(someInput(), options);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::DeadlineExceeded);
  }

  void deadlineBeforeAsking()
  {
    engine::Options options;
    options.deadline = base::Steady::now();
    const auto result = open(m_url)->recognize(someInput(), options);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::DeadlineExceeded);
  }

  void cancelWhileAsking()
  {
    test::RawServer silent("");
    const auto remote = open(silent.url());
    std::promise<engine::Result> answer;
    const auto ticket =
        remote->submit(someInput(), {}, [&](engine::Result result) { answer.set_value(std::move(result)); });
    silent.waitForRequest();
    ticket.cancel();
    const auto result = answer.get_future().get();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
  }

  void fullIsRefusedAtOnce()
  {
    const test::RawServer silent("");
    const auto remote = open(silent.url(), {.connections = 1, .maxRequests = 2});
    std::atomic<int> others = 0;
    for (int i = 0; i < 2; ++i)
      remote->submit(someInput(), {}, [&](const engine::Result&) { ++others; });
    std::optional<ErrorCode> refused;
    remote->submit(someInput(), {}, [&](const engine::Result& result) { refused = result.error().code; });
    QCOMPARE(refused, ErrorCode::QueueFull);
    QCOMPARE(others.load(), 0);
  }

  void destructionAnswersEverybodyOnce()
  {
    test::RawServer silent("");
    constexpr std::size_t kMany = 20;
    std::vector<std::vector<ErrorCode>> answers(kMany);
    {
      const auto remote = open(silent.url(), {.connections = 2});
      for (auto& codes : answers)
        remote->submit(someInput(), {}, [&codes](const engine::Result& result) {
          codes.push_back(result ? ErrorCode::Internal : result.error().code);
        });
      silent.waitForRequest();
    }
    for (const auto& codes : answers)
      QCOMPARE(codes, std::vector{ErrorCode::ShuttingDown});
  }

private:
  std::unique_ptr<service::Instance> m_instance;
  std::string m_url;
};

QTEST_GUILESS_MAIN(RemoteRecognizerTest)
#include "RemoteRecognizerTest.moc"
