/// Methods, addresses, queries and headers that no proper client sends.
#include <QTest>

#include "tests/monitoring/server/Attack.h"

using namespace numeral;
using namespace std::string_literals;
using support::After;
using support::head;
using support::row;

namespace {

const std::string kNoHttp = "head is no HTTP";
const std::string kNothing = "There is nothing at ";

support::Attack askedFor(const std::string& target)
{
  return {support::post(support::bluePng(), "image/png", target), 400, {}, After::Serves};
}

support::Attack refused(const std::string& target, int status, const std::string& word)
{
  auto attack = askedFor(target);
  attack.status = status;
  attack.word = word;
  return attack;
}

support::Attack answered(const std::string& target) { return refused(target, 200, "blue"); }

std::string repeated(const std::string& text, int times)
{
  std::string all;
  for (int i = 0; i < times; ++i)
    all += text;
  return all;
}

} // namespace

class HostileAddressesTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_server = std::make_unique<support::TestServer>(); }
  void cleanup() { QCOMPARE(support::askForBlue(m_server->port()), std::string("blue")); }
  void cleanupTestCase() { m_server.reset(); }

  void methods_data()
  {
    support::addAttackColumns();
    row("CONNECT", {"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 400, kNoHttp});
    row("CONNECT to a path", {head("CONNECT /predict"), 405, "answers POST, not CONNECT", After::Serves});
    row("TRACE", {head("TRACE /livez"), 400, kNoHttp});
    row("OPTIONS *", {head("OPTIONS *"), 400, "without a path"});
    row("OPTIONS", {head("OPTIONS /predict"), 405, "answers POST", After::Serves});
    row("get", {head("get /livez"), 400, kNoHttp});
    row("method of 1,000 characters", {head(std::string(1000, 'G') + " /livez"), 400, kNoHttp});
    row("method of signs", {head("G\"<>T /livez"), 400, kNoHttp});
    row("no method", {head(" /livez"), 400, kNoHttp});
    row("DELETE", {head("DELETE /predict"), 405, "answers POST, not DELETE", After::Serves});
    row("PROPFIND", {head("PROPFIND /"), 405, "answers GET, HEAD", After::Serves});
    row("GET of what is posted to", {head("GET /predict"), 405, "answers POST, not GET", After::Serves});
    row("POST to what is read",
        {head("POST /livez", "Content-Length: 3\r\n", "abc"), 405, "answers GET, HEAD, not POST"});
    row("HEAD with a body", {head("HEAD /livez", "Content-Length: 3\r\n", "abc"), 200, ""});
  }
  void methods() { check(); }

  /// Taken as they are: nothing decoded, no dots resolved, no folder to be redirected into.
  void paths_data()
  {
    support::addAttackColumns();
    for (const char* path : {"//",
                             "//predict",
                             "/predict//",
                             "/predict/..",
                             "/./predict",
                             "/../../etc/passwd",
                             "/..",
                             "/%2e%2e/%2e%2e/etc/passwd",
                             "/..%2f..%2fetc/passwd",
                             "/..%c0%af..",
                             "/\\..\\x",
                             "/anything",
                             "/etc",
                             "/page.css/",
                             "/PREDICT",
                             "/%70redict",
                             "/index.html",
                             "/a%00b",
                             "/a%zz",
                             "/predict;a=b",
                             "/predict%3ftop_k=1",
                             "/predict%20",
                             "/~root",
                             "/cgi-bin/test.cgi",
                             "/.git/config"})
      row(path, {head("GET "s + path), 404, kNothing, After::Serves});
    row("path of 8 KiB", {head("GET /" + std::string(8192, 'a')), 404, kNothing, After::Serves});
    row("path of 20 KB", {head("GET /" + std::string(20'000, 'a')), 431, "longer than 16 KiB"});
    row("path of 40 KB", {head("GET /" + std::string(40'000, 'a')), 431, "within 32 KiB"});
    row("no path", {"GET HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, kNoHttp});
    row("path without a slash", {head("GET livez"), 400, kNoHttp});
    row("a whole address", {head("GET http://a/livez"), 400, "without a path"});
    row("a whole address and port", {head("GET http://a:80/livez"), 400, "without a path"});
    row("path that is not ASCII", {head("GET /\xc3\xa9"), 400, kNoHttp});
    row("path that is no UTF-8", {head("GET /\xff\xfe"), 400, kNoHttp});
    row("another server's address", {head("GET http://evil.example/livez"), 400, "without a path"});
    row("a file's address", {head("GET file:///etc/passwd"), 400, kNoHttp});
    row("a fragment", {head("GET /livez#x"), 404, kNothing, After::Serves});
    row("an escape character", {head("GET /\x1b[31mred"), 400, kNoHttp});
  }
  void paths() { check(); }

  /// CivetWeb's own redirect into a folder overflows (CVE-2025-55763); ours must be the only answer.
  void nothingIsRedirected()
  {
    const auto answer = support::fetch(m_server->port(), "GET", "/" + std::string(4000, 'a'));
    QCOMPARE(answer.status, 404);
    QCOMPARE(answer.header("location"), std::string());
  }

  void queries_data()
  {
    support::addAttackColumns();
    const std::string hexadecimal = "two hexadecimal digits";
    const std::string number = "number from 0 to 1000";
    for (const char* broken : {"%", "top_k=%", "top_k=%2", "top_k=%zz", "%4=1", "a=%-1", "a=%u0041"})
      row(broken, refused("/predict?"s + broken, 400, hexadecimal));
    for (const char* wrong :
         {"", "-1", "+1", "1e9", "1000000000", "1001", "99999999999999999999", "0x1", "1.0", "%201", "1%00", "NaN"})
      row(("top_k " + std::string(wrong)).c_str(), refused("/predict?top_k="s + wrong, 400, number));
    row("top_k twice", answered("/predict?top_k=1&top_k=bad"));
    row("unknown words", answered("/predict?a&b=c&=d&&&?&%ff"));
    row("4,000 parameters", answered("/predict?" + repeated("a=1&", 4000)));
    row("10,000 parameters", refused("/predict?" + repeated("a=1&", 10'000), 431, "within 32 KiB"));
    m_closes = {"10,000 parameters"};
    row("unknown word to include", refused("/predict?include=everything", 400, "input and steps"));
    row("unknown model", refused("/predict?model=nobody", 404, "nobody"));
    row("model by a path", refused("/predict?model=../../etc/passwd", 404, "../../etc/passwd"));
    row("model with markup", refused("/predict?model=%3Cscript%3E", 404, "<script>"));
    row("model that is no UTF-8", refused("/predict?model=%ff%fe", 404, "\xef\xbf\xbd"));
    row("model with a NUL", refused("/predict?model=colours%00", 404, "colours\\u0000"));
    row("model of 8 KiB", refused("/predict?model=" + std::string(8192, 'm'), 404, "mmm"));
  }
  void queries()
  {
    QFETCH(support::Attack, attack);
    if (m_closes.contains(QTest::currentDataTag()))
      attack.after = After::Closes;
    support::survive(m_server->port(), attack);
  }

  void headersThatAskForMore_data()
  {
    support::addAttackColumns();
    const auto get = [](const std::string& lines) {
      return support::Attack{head("GET /livez", lines), 200, "ok", After::Serves};
    };
    row("Range", get("Range: bytes=0-3,5-7,0-99999999999\r\n"));
    row("Upgrade to websocket", get("Upgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n"));
    row("Upgrade to HTTP/2", get("Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"));
    row("If-Modified-Since is noise", get("If-Modified-Since: " + std::string(500, '9') + "\r\n"));
    row("Authorization is noise", get("Authorization: Basic \xff\xff\xff\r\n"));
    row("Cookie of 8 KiB", get("Cookie: " + std::string(8192, ';') + "\r\n"));
    row("X-HTTP-Method-Override", get("X-HTTP-Method-Override: DELETE\r\n"));
    row("Origin of elsewhere", get("Origin: http://evil.example\r\n"));
    row("two Content-Types", {head("POST /predict",
                                   "Content-Type: image/png\r\nContent-Type: application/json\r\n"
                                   "Content-Length: 2\r\n",
                                   "{}"),
                              415, "is JSON", After::Serves});
    row("Content-Type is noise", {support::post("x", "/;;==\""), 415, "not understood", After::Serves});
    row("Content-Type of 8 KiB", {support::post("x", std::string(8192, 'x')), 415, "not understood", After::Serves});
    row("Content-Encoding gzip",
        {head("POST /predict", "Content-Encoding: gzip\r\nContent-Length: 4\r\n", "\x1f\x8b\x08\x00"s), 415, "gzip",
         After::Serves});
  }
  void headersThatAskForMore() { check(); }

  void requestIdsThatAreNone_data()
  {
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("129 characters") << QByteArray(129, 'a');
    QTest::newRow("8 KiB") << QByteArray(8192, 'a');
    QTest::newRow("spaces") << QByteArray("a b");
    QTest::newRow("escaped line end") << QByteArray("a%0d%0aSet-Cookie:x=1");
    QTest::newRow("markup") << QByteArray("<script>");
    QTest::newRow("no UTF-8") << QByteArray("\xff\xfe");
  }

  void requestIdsThatAreNone()
  {
    QFETCH(QByteArray, value);
    const auto answer =
        support::fetch(m_server->port(), "GET", "/livez", {}, "X-Request-Id: " + value.toStdString() + "\r\n");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("x-request-id").size(), std::size_t{36}); // one of ours
  }

  /// A line end in a header begins another header of the request; it never reaches the answer.
  void lineEndsDoNotSplitTheAnswer()
  {
    const auto answer = support::fetch(m_server->port(), "GET", "/livez", {}, "X-Request-Id: a\r\nSet-Cookie: x=1\r\n");
    QCOMPARE(answer.header("x-request-id"), std::string("a"));
    QVERIFY(!answer.headers.contains("set-cookie"));
    QVERIFY(!support::fetch(m_server->port(), "POST", "/predict?model=%0d%0aSet-Cookie:%20x=1", "x")
                 .headers.contains("set-cookie"));
  }

  /// Whoever reads the log sees one line a request, and no terminal obeys what stands in it.
  void theLogCannotBeForged()
  {
    support::TestServer server; // whose log has nothing else; a line is written behind its answer, in any order
    const std::string forged = "/x%0d%0a2026-01-01T00:00:00Z-error-all-is-lost";
    QCOMPARE(support::fetch(server.port(), "GET", forged).status, 404);
    QCOMPARE(support::fetch(server.port(), "GET", "/x\x1b[31m\x7f").status, 400);
    QCOMPARE(support::fetch(server.port(), "GET", "/the-end").status, 404);
    std::vector<std::string> lines;
    const auto read = [&] {
      for (auto& record : server.ring.take().records)
        lines.push_back(std::move(record.text));
      return lines.size() >= 3;
    };
    QTRY_VERIFY(read());
    QCOMPARE(lines.size(), std::size_t{3});
    QVERIFY(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find("GET " + forged + " 404") != std::string::npos;
    }));
    for (const auto& line : lines)
      QVERIFY(std::none_of(line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
  }

private:
  void check()
  {
    QFETCH(support::Attack, attack);
    support::survive(m_server->port(), attack);
  }

  QSet<QByteArray> m_closes;
  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(HostileAddressesTest)
#include "HostileAddressesTest.moc"
