/// The same input by window, engine and HTTP gives the same answer, bit for bit while the engine is idle.
#include <atomic>
#include <thread>

#include <nlohmann/json.hpp>

#include "core/json/RecognitionJson.h"
#include "tests/app/desktop/Program.h"
#include "tests/support/HttpConnection.h"

using namespace numeral;
using namespace numeral::test;

namespace {

using Probabilities = std::vector<float>;

/// One that tells what was answered.
class AskedProgram : public Program {
public:
  AskedProgram()
  {
    QObject::connect(&page, &ui::DrawPage::answered, &page, [this](const engine::Recognition& recognition) {
      m_shown = recognition.items.front().probabilities;
    });
  }

  /// What the window showed next.
  Probabilities shown()
  {
    if (!QTest::qWaitFor([&] { return !m_shown.empty(); }, 60'000))
      qFatal("The window gave no answer");
    return std::exchange(m_shown, {});
  }

  Probabilities asked(engine::Input input)
  {
    return instance.recognizer().recognize(std::move(input)).value().items.front().probabilities;
  }

  Probabilities posted(const std::string& body, const std::string& type) const
  {
    const auto answer = support::fetch(port(), "POST", "/predict", body, "Content-Type: " + type + "\r\n");
    if (answer.status != 200)
      qFatal("%d: %s", answer.status, answer.body.c_str());
    return json::parseRecognition(nlohmann::json::parse(answer.body)).value().items.front().probabilities;
  }

private:
  Probabilities m_shown;
};

std::string multipart(const std::string& content)
{
  return "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"digit.png\"\r\n"
         "Content-Type: image/png\r\n\r\n" +
         content + "\r\n--frontier--\r\n";
}

std::string fileOf(int digit) { return "images/digit-" + std::to_string(digit) + ".png"; }

bool close(const Probabilities& a, const Probabilities& b)
{
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::abs(a[i] - b[i]) > 1e-6F)
      return false;
  }
  return a.size() == b.size();
}

} // namespace

class ParityTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { failOnAnyWarning(); }

  void drawings()
  {
    AskedProgram program;
    for (int digit = 0; digit < 10; ++digit) {
      program.page.document().replace(digitOnPage(digit));
      const Probabilities shown = program.shown();
      const strokes::Drawing drawing = program.page.document().drawing();
      QCOMPARE(program.asked(drawing), shown);
      QCOMPARE(program.posted(strokes::toJson(drawing), "application/json"), shown);
    }
  }

  void files()
  {
    AskedProgram program;
    for (int digit = 0; digit < 10; ++digit) {
      const std::string name = fileOf(digit);
      program.page.open(QString::fromStdString(support::testFile(name).string()));
      const Probabilities shown = program.shown();
      const base::Bytes bytes = support::testBytes(name);
      const std::string content(base::textOf(bytes));
      QCOMPARE(program.asked(engine::EncodedImage{bytes}), shown);
      QCOMPARE(program.posted(content, "image/png"), shown);
      QCOMPARE(program.posted(multipart(content), "multipart/form-data; boundary=frontier"), shown);
    }
  }

  void underLoad()
  {
    AskedProgram program;
    const strokes::Drawing other = digitOnPage(2);
    std::atomic<bool> enough = false;
    std::vector<std::thread> load;
    for (int i = 0; i < 4; ++i) {
      load.emplace_back([&] {
        while (!enough)
          program.asked(other);
      });
    }
    std::vector<std::vector<Probabilities>> answers(10);
    for (int digit = 0; digit < 10; ++digit) {
      auto& given = answers[static_cast<std::size_t>(digit)];
      program.page.document().replace(digitOnPage(digit));
      given.push_back(program.shown());
      given.push_back(program.posted(strokes::toJson(digitOnPage(digit)), "application/json"));
    }
    std::vector<std::vector<Probabilities>> files(10);
    for (int digit = 0; digit < 10; ++digit) {
      auto& given = files[static_cast<std::size_t>(digit)];
      const base::Bytes bytes = support::testBytes(fileOf(digit));
      const std::string content(base::textOf(bytes));
      given.push_back(program.posted(content, "image/png"));
      given.push_back(program.posted(multipart(content), "multipart/form-data; boundary=frontier"));
    }
    enough = true;
    for (std::thread& thread : load)
      thread.join();
    for (int digit = 0; digit < 10; ++digit) {
      const auto drawn = program.asked(digitOnPage(digit));
      for (const auto& given : answers[static_cast<std::size_t>(digit)])
        QVERIFY(close(drawn, given));
      const auto read = program.asked(engine::EncodedImage{support::testBytes(fileOf(digit))});
      for (const auto& given : files[static_cast<std::size_t>(digit)])
        QVERIFY(close(read, given));
    }
  }
};

QTEST_MAIN(ParityTest)
#include "ParityTest.moc"
