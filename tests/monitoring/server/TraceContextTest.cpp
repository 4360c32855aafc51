/// traceparent by the letter of the W3C's recommendation, and a trace of our own wherever it is not.
#include <QTest>

#include <set>
#include <string>
#include <vector>

#include "monitoring/server/http/TraceContext.h"

using namespace numeral;

namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";
const std::string kParent = "b7ad6b7169203331";

server::TraceContext contextOf(const std::vector<std::string>& values, const char* name = "traceparent")
{
  server::RequestHead head;
  for (const auto& value : values)
    head.headers.push_back({name, value});
  return server::traceContext(head);
}

bool isHex(const std::string& text, std::size_t size)
{
  return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

} // namespace

class TraceContextTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void taken_data()
  {
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("wanted");
    QTest::newRow("sampled") << "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" << true;
    QTest::newRow("not sampled") << "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" << false;
    QTest::newRow("unknown flags, sampled") << "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff" << true;
    QTest::newRow("unknown flags, not sampled") << "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fe" << false;
    QTest::newRow("letter flag") << "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0b" << true;
    QTest::newRow("later version") << "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" << true;
    QTest::newRow("later version with more")
        << "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-brings" << true;
    QTest::newRow("later version with an empty more")
        << "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-" << true;
  }

  void taken()
  {
    QFETCH(QString, value);
    QFETCH(bool, wanted);
    const auto context = contextOf({value.toStdString()});
    QCOMPARE(context.traceId, kTrace);
    QCOMPARE(context.parentSpanId, kParent);
    QCOMPARE(context.wanted, wanted);
    QVERIFY(isHex(context.spanId, 16) && context.spanId != kParent);
    QCOMPARE(context.header(true), "00-" + kTrace + "-" + context.spanId + "-01");
    QCOMPARE(context.header(false), "00-" + kTrace + "-" + context.spanId + "-00");
  }

  void refused_data()
  {
    QTest::addColumn<QString>("value");
    const auto row = [](const char* name, const char* value) { QTest::newRow(name) << value; };
    row("empty", "");
    row("version ff", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    row("version 00 with more", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more");
    row("version 00 with a hyphen", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-");
    row("version in capitals", "CC-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    row("version no number", ".0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    row("later version with no hyphen", "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more");
    row("trace of zeros", "00-00000000000000000000000000000000-b7ad6b7169203331-01");
    row("parent of zeros", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01");
    row("trace in capitals", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01");
    row("parent in capitals", "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01");
    row("trace with a dot", "00-.af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    row("parent with a dot", "00-0af7651916cd43dd8448eb211c80319c-.7ad6b7169203331-01");
    row("trace too short", "00-0af7651916cd43dd8448eb211c8031-b7ad6b7169203331-01");
    row("trace too long", "00-0af7651916cd43dd8448eb211c80319c00-b7ad6b7169203331-01");
    row("parent too short", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920-01");
    row("flags in capitals", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0B");
    row("flags no number", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-.1");
    row("flags of one digit", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1");
    row("no flags", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331");
    row("underscores", "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01");
    row("spaces in front", " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }

  void refused()
  {
    QFETCH(QString, value);
    const auto context = contextOf({value.toStdString()});
    QVERIFY(isHex(context.traceId, 32) && context.traceId != kTrace);
    QVERIFY(context.parentSpanId.empty());
    QVERIFY(context.wanted); // the trace begins here
  }

  void namesHaveNoCaseAndTwoAreNone()
  {
    const auto value = "00-" + kTrace + "-" + kParent + "-01";
    QCOMPARE(contextOf({value}, "TraceParent").traceId, kTrace);
    QVERIFY(contextOf({value}, "trace-parent").traceId != kTrace);
    QVERIFY(contextOf({value, value}).traceId != kTrace);
  }

  void newOnesDiffer()
  {
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i) {
      const auto context = contextOf({});
      ids.insert(context.traceId);
      ids.insert(context.spanId);
    }
    QCOMPARE(ids.size(), std::size_t{200});
  }
};

QTEST_GUILESS_MAIN(TraceContextTest)
#include "TraceContextTest.moc"
