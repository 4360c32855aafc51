/// One message, one line: parsed back from JSON, and harmless as text, whatever a client sent.
#include <QTest>

#include <limits>
#include <string>

#include <nlohmann/json.hpp>

#include "monitoring/logging/Line.h"
#include "monitoring/logging/TraceWriter.h"

using namespace numeral;
using namespace std::string_literals;
using logging::Field;
using logging::Level;
using Json = nlohmann::json;

namespace {

constexpr const char* kSpan = R"({
      "traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331",
      "parentSpanId": "00f067aa0ba902b7", "name": "POST /predict", "kind": 2,
      "startTimeUnixNano": "1700000000000000001", "endTimeUnixNano": "1700000000000000042",
      "attributes": [{"key": "url.path", "value": {"stringValue": "/\"\n"}}, {"key": "n", "value": {"intValue": "7"}},
                     {"key": "share", "value": {"doubleValue": 0.5}}],
      "status": {"code": 2}})";

const auto kTime = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'042));

logging::Message message(std::string_view words, logging::Fields fields = {}, Level level = Level::Info)
{
  return {level, kTime, words, fields};
}

void addHostile()
{
  QTest::addColumn<QByteArray>("sent");
  QTest::addColumn<QByteArray>("asText");
  QTest::addColumn<QByteArray>("parsed");
  const auto row = [](const char* name, const QByteArray& sent, const QByteArray& text, const QByteArray& parsed) {
    QTest::newRow(name) << sent << text << parsed;
  };
  const auto same = [&row](const char* name, const QByteArray& sent, const QByteArray& text) {
    row(name, sent, text, sent);
  };
  same("line feed", "a\nb", "a\\x0ab");
  same("carriage return", "a\rb", "a\\x0db");
  same("NUL", QByteArray("a\0b", 3), "a\\x00b");
  same("escape", "\x1b[31m", "\\x1b[31m");
  same("delete", "\x7f", "\\x7f");
  same("quotes", "\"},{\"level\":\"error", "\"},{\"level\":\"error");
  same("backslash", "a\\nb\\", "a\\nb\\");
  same("letters", "é 数字 \xf0\x9f\x98\x80", "é 数字 \xf0\x9f\x98\x80");
  same("C1 control",
       "\xc2\x9b"
       "31m",
       "\\xc2\\x9b"
       "31m");
  same("line separator", "\xe2\x80\xa8", "\\xe2\\x80\\xa8");
  same("right to left",
       "\xe2\x80\xae"
       "gnp.7",
       "\\xe2\\x80\\xae"
       "gnp.7");
  same("isolate", "\xe2\x81\xa6", "\\xe2\\x81\\xa6");
  row("lone continuation",
      "a\x80"
      "b",
      "a\\x80"
      "b",
      "a\xef\xbf\xbd"
      "b");
  row("cut short", "a\xe2\x82", "a\\xe2\\x82", "a\xef\xbf\xbd");
  row("overlong slash", "\xc0\xaf", "\\xc0\\xaf", "\xef\xbf\xbd\xef\xbf\xbd");
  row("surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
  row("beyond Unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

} // namespace

class LineTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void hostile_data() { addHostile(); }

  void hostile()
  {
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, asText);
    QFETCH(QByteArray, parsed);
    const auto words = sent.toStdString();
    QCOMPARE(QByteArray::fromStdString(logging::escaped(words)), asText);
    const std::array fields{Field{"path", words}};
    for (const auto& line : {logging::textLine(message(words, fields)), logging::syslogLine(message(words, fields)),
                             logging::jsonLine(message(words, fields))}) {
      QCOMPARE(line.find('\n'), line.size() - 1);
      QVERIFY(line.find_first_of("\r\x1b\0\x7f"s) == std::string::npos);
    }
    const auto json = Json::parse(logging::jsonLine(message(words, fields)));
    QCOMPARE(QByteArray::fromStdString(json.at("message").get<std::string>()), parsed);
    QCOMPARE(QByteArray::fromStdString(json.at("path").get<std::string>()), parsed);
    QCOMPARE(json.size(), std::size_t{4}); // nothing was forged
  }

  void longTextsAreCut()
  {
    const std::string words = std::string(100'000, 'x') + "\n";
    const std::array fields{Field{"path", words}};
    for (const auto& line : {logging::textLine(message(words, fields)), logging::jsonLine(message(words, fields))}) {
      QVERIFY(line.size() < 2 * logging::kMaxText + 200);
      QVERIFY(line.find("(91809 bytes more)") != std::string::npos);
    }
    // Not through the middle of a letter.
    const auto letters = std::string(logging::kMaxText - 1, 'x') + "é" + std::string(100, 'x');
    QVERIFY(logging::escaped(letters).find("\\x") == std::string::npos);
    QVERIFY(logging::escaped(letters).ends_with("x... (102 bytes more)"));
  }

  void fieldsKeepTheirTypes()
  {
    const std::array fields{Field{"status", std::int64_t{200}, true},
                            Field{"seconds", 0.001234},
                            Field{"never", std::numeric_limits<double>::quiet_NaN()},
                            Field{"client", "127.0.0.1"},
                            Field{"path", "/a b"},
                            Field{"nothing", ""}};
    const auto json = Json::parse(logging::jsonLine(message("hello", fields, Level::Warning)));
    QCOMPARE(json.at("time").get<std::string>(), "2023-11-14T22:13:20.042Z"s);
    QCOMPARE(json.at("level").get<std::string>(), "warning"s);
    QCOMPARE(json.at("message").get<std::string>(), "hello"s);
    QCOMPARE(json.at("status").get<int>(), 200);
    QCOMPARE(json.at("seconds").get<double>(), 0.001234);
    QVERIFY(json.at("never").is_null());
    // As text what the words say is not said again.
    QCOMPARE(logging::textLine(message("hello", fields, Level::Warning)),
             "2023-11-14T22:13:20.042Z warning hello seconds=0.001234 never=null client=127.0.0.1 path=\"/a b\" "
             "nothing=\"\"\n"s);
    QCOMPARE(logging::syslogLine(message("hello")), "hello\n"s);
  }

  void spansAreOtlp()
  {
    const std::array attributes{Field{"url.path", "/\"\n"}, Field{"n", std::int64_t{7}}, Field{"share", 0.5}};
    const auto line = logging::spanLine({.traceId = "0af7651916cd43dd8448eb211c80319c",
                                         .spanId = "b7ad6b7169203331",
                                         .parentSpanId = "00f067aa0ba902b7",
                                         .name = "POST /predict",
                                         .kind = logging::Span::Kind::Server,
                                         .start = std::chrono::nanoseconds(1'700'000'000'000'000'001),
                                         .duration = std::chrono::nanoseconds(41),
                                         .attributes = attributes,
                                         .failed = true});
    QCOMPARE(line.find('\n'), line.size() - 1);
    QVERIFY2(Json::parse(line) == Json::parse(kSpan), line.c_str());
    const auto root = Json::parse(logging::spanLine({}));
    QVERIFY(!root.contains("parentSpanId") && !root.contains("status"));
    QVERIFY(root.at("attributes").empty());
  }
};

QTEST_GUILESS_MAIN(LineTest)
#include "LineTest.moc"
