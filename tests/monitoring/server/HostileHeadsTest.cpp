/// Heads and framing: requests that two servers could read differently, and heads that are none.
#include <QTest>

#include "tests/monitoring/server/Attack.h"

using namespace numeral;
using namespace std::string_literals;
using support::After;
using support::head;
using support::row;

namespace {

constexpr std::size_t kMaxBody = 100'000;
const std::string kStart = "POST /predict";
const std::string kLength = "Content-Length is a number in digits";
const std::string kCoding = "only transfer encoding understood is chunked";
const std::string kMalformed = "head is malformed";
const std::string kNoHttp = "head is no HTTP";
const std::string kChunks = "chunks are broken";

std::string lengthOf(const std::string& value, const std::string& body = "abc")
{
  return head(kStart, "Content-Length: " + value + "\r\n", body);
}

std::string codedAs(const std::string& value)
{
  return head(kStart, "Transfer-Encoding: " + value + "\r\n", "3\r\nabc\r\n0\r\n\r\n");
}

std::string chunked(const std::string& chunks) { return head(kStart, "Transfer-Encoding: chunked\r\n", chunks); }

/// A blue picture in one chunk, with `extension` after its size and `trailer` after the last.
std::string blueChunk(const std::string& extension = {}, const std::string& trailer = {})
{
  const auto png = support::bluePng();
  std::array<char, 16> size{};
  std::snprintf(size.data(), size.size(), "%zx", png.size());
  return head(kStart, "Content-Type: image/png\r\nTransfer-Encoding: chunked\r\n",
              size.data() + extension + "\r\n" + png + "\r\n0\r\n" + trailer + "\r\n");
}

} // namespace

class HostileHeadsTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { m_server = support::serverTaking(kMaxBody); }
  void cleanup() { QCOMPARE(support::askForBlue(m_server->port()), std::string("blue")); }
  void cleanupTestCase() { m_server.reset(); }

  void lengths_data()
  {
    support::addAttackColumns();
    row("two lengths", {head(kStart, "Content-Length: 3\r\nContent-Length: 5\r\n", "abc"), 400, "one Content-Length"});
    row("two equal lengths",
        {head(kStart, "Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400, "one Content-Length"});
    row("signed length", {lengthOf("+3"), 400, kLength});
    row("negative length", {lengthOf("-3"), 400, kNoHttp});
    row("length and more", {lengthOf("3 x"), 400, kLength});
    row("list of lengths", {lengthOf("3, 3"), 400, kLength});
    row("length in hexadecimal", {lengthOf("0x3"), 400, kLength});
    row("length with a point", {lengthOf("3.0"), 400, kLength});
    row("length with an exponent", {lengthOf("1e2"), 400, kLength});
    row("length in quotation marks", {lengthOf("\"3\""), 400, kNoHttp});
    row("length is a word", {lengthOf("abc"), 400, kNoHttp});
    row("empty length", {lengthOf(""), 400, kNoHttp});
    row("length beyond 64 bits", {lengthOf("99999999999999999999"), 400, kLength});
    row("length of 18 digits", {lengthOf("999999999999999999"), 413, "longer than the 100000 bytes"});
    row("length just too long", {lengthOf("100001"), 413, "longer than the 100000 bytes", After::Closes, true});
    row("no length, no body", {head(kStart), 411, "how long the body is"});
    row("shorter than announced", {lengthOf("10"), 400, "shorter than announced", After::Closes, true});
    row("too long, asked first",
        {head(kStart, "Content-Length: 100001\r\nExpect: 100-continue\r\n"), 413, "100000 bytes"});
    row("too long, all there",
        {head(kStart, "Content-Length: 200000\r\n", std::string(200'000, 'a')), 413, "100000 bytes"});
  }
  void lengths() { check(); }

  /// What follows the announced bytes is the next request, and must be one.
  void longerThanAnnounced()
  {
    support::HttpConnection connection(m_server->port());
    connection.send(lengthOf("3", "abcdef\r\n\r\n"));
    QCOMPARE(connection.receive().status, 415);
    QCOMPARE(connection.receive().status, 400);
    QVERIFY(connection.closedByPeer());
  }

  void codings_data()
  {
    support::addAttackColumns();
    const std::string both = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n";
    row("length and coding", {head(kStart, both, "0\r\n\r\n"), 400, "either Content-Length or"});
    row("coding and length", {head(kStart, "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"), 400,
                              "either Content-Length"});
    row("two codings",
        {head(kStart, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400, kCoding});
    row("identity under chunked",
        {head(kStart, "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"), 400, kCoding});
    for (const char* coding : {"gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "identity", "xchunked",
                               "chunkedx", "\"chunked\"", "chunked;q=1", ""})
      row(("coding " + std::string(coding)).c_str(), {codedAs(coding), 400, ""});
    row("hidden coding", {head(kStart, "Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400, kMalformed});
    row("coding after a tab", {head(kStart, "\tTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400, kNoHttp});
    row("chunked in HTTP/1.0",
        {"POST /predict HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, kCoding});
    row("a request hidden in a body", {head(kStart, both, "0\r\n\r\nGET /version HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                                       400, "either Content-Length"});
  }
  void codings() { check(); }

  void chunks_data()
  {
    support::addAttackColumns();
    row("chunks done well", {blueChunk(), 200, "blue", After::Serves});
    row("chunk with an extension", {blueChunk(";a=b"), 400, kChunks});
    row("chunks with a trailer", {blueChunk({}, "A: b\r\n"), 200, "blue", After::Drops});
    row("chunks with an empty line before", {blueChunk({}, "\r\n"), 200, "blue", After::Serves});
    row("chunk size is a word", {chunked("xyz\r\n\r\n"), 400, kChunks});
    row("chunk size is empty", {chunked("\r\nabc\r\n0\r\n\r\n"), 400, kChunks});
    row("chunk size with a sign", {chunked("+3\r\nabc\r\n0\r\n\r\n"), 400, kChunks});
    row("chunk size below zero", {chunked("-3\r\nabc\r\n0\r\n\r\n"), 400, kChunks});
    row("chunk size with 0x", {chunked("0x3\r\nabc\r\n0\r\n\r\n"), 400, kChunks});
    row("chunk size after a space", {chunked(" 3\r\nabc\r\n0\r\n\r\n"), 400, kChunks});
    row("chunk size before a space", {chunked("3 \r\nabc\r\n0\r\n\r\n"), 400, kChunks});
    row("chunk size of 200 digits", {chunked(std::string(200, '0') + "3\r\nabc\r\n0\r\n\r\n"), 400, kChunks});
    row("chunk size of all ones", {chunked("ffffffffffffffff\r\nabc\r\n"), 400, kChunks, After::Closes, true});
    row("chunk size of 63 bits", {chunked("7fffffffffffffff\r\nabc\r\n"), 400, kChunks, After::Closes, true});
    row("chunk size that wraps", {chunked("10000000000000003\r\nabc\r\n0\r\n\r\n"), 400, kChunks, After::Closes, true});
    row("chunk size just below zero",
        {chunked("fffffffffffffffe\r\nabc\r\n0\r\n\r\n"), 400, kChunks, After::Closes, true});
    row("chunk size ends in a bare LF", {chunked("3\nabc\r\n0\r\n\r\n"), 400, kChunks});
    row("chunk ends in nothing", {chunked("3\r\nabcdef\r\n"), 400, kChunks});
    row("chunk ends in a bare LF", {chunked("3\r\nabc\n0\r\n\r\n"), 400, kChunks});
    row("chunk cut short", {chunked("30\r\nabc"), 400, kChunks, After::Closes, true});
    row("last chunk missing", {chunked("3\r\nabc\r\n"), 400, kChunks, After::Closes, true});
    row("chunks too long together",
        {chunked("20000\r\n" + std::string(0x20000, 'a') + "\r\n0\r\n\r\n"), 413, "100000 bytes"});
    std::string many;
    for (int i = 0; i < 60'000; ++i)
      many += "2\r\nab\r\n";
    row("60,000 small chunks", {chunked(many + "0\r\n\r\n"), 413, "100000 bytes"});
  }
  void chunks() { check(); }

  void lines_data()
  {
    support::addAttackColumns();
    const std::string start = "GET /livez HTTP/1.1\r\nHost: localhost\r\n";
    row("bare LF everywhere", {"GET /livez HTTP/1.1\nHost: a\n\n", 400, kMalformed});
    row("bare LF in a header", {start + "A: b\nContent-Length: 0\r\n\r\n", 400, kMalformed});
    row("bare LF in the last header", {start + "A: b\n\n", 400, kMalformed});
    row("bare CR in a header", {start + "A: b\rC: d\r\n\r\n", 400, ""});
    row("folded header", {start + "A: b\r\n c\r\nContent-Length: 0\r\n\r\n", 400, kMalformed});
    row("folded with a tab", {start + "A: b\r\n\tc\r\n\r\n", 400, kNoHttp});
    row("space before the colon", {start + "A : b\r\n\r\n", 400, kMalformed});
    row("tab before the colon", {start + "A\t: b\r\n\r\n", 400, ""});
    row("space in a header's name", {start + "A B: c\r\n\r\n", 400, ""});
    row("header without a name", {start + ": b\r\n\r\n", 400, ""});
    row("header without a colon", {start + "nonsense\r\n\r\n", 400, kNoHttp});
    row("NUL in a header", {start + "A: b\0c\r\n\r\n"s, 400, ""});
    row("NUL in a header's name", {start + "A\0B: c\r\n\r\n"s, 400, ""});
    row("NUL in the address", {"GET /li\0vez HTTP/1.1\r\nHost: localhost\r\n\r\n"s, 400, kNoHttp});
    row("control character", {start + "A: b\x01\r\n\r\n", 400, kNoHttp});
    row("64 headers", {start + std::string(repeated("A: b\r\n", 63)) + "\r\n", 200, "ok", After::Serves});
    row("65 headers", {start + repeated("A: b\r\n", 64) + "\r\n", 400, kMalformed});
    row("1,000 headers", {start + repeated("A: b\r\n", 1000) + "\r\n", 400, kMalformed});
    row("header of 8 KiB", {start + "A: " + std::string(8192, 'a') + "\r\n\r\n", 200, "ok", After::Serves});
    row("header of 20 KB", {start + "A: " + std::string(20'000, 'a') + "\r\n\r\n", 431, "longer than 16 KiB"});
    row("header of 40 KB", {start + "A: " + std::string(40'000, 'a') + "\r\n\r\n", 431, "within 32 KiB"});
    row("header of 1 MB", {start + "A: " + std::string(1'000'000, 'a') + "\r\n\r\n", 431, "within 32 KiB"});
    row("header's name of 20 KB", {start + std::string(20'000, 'a') + ": b\r\n\r\n", 431, "longer than 16 KiB"});
    row("head cut short", {start + "A: b\r\n", 400, kNoHttp, After::Closes, true});
  }
  void lines() { check(); }

  void hosts_data()
  {
    support::addAttackColumns();
    row("no host", {"GET /livez HTTP/1.1\r\n\r\n", 400, "one Host header"});
    row("two hosts", {head("GET /livez", "Host: b\r\n"), 400, "one Host header"});
    row("two equal hosts", {head("GET /livez", "Host: localhost\r\n"), 400, "one Host header"});
    row("no host in HTTP/1.0", {"GET /livez HTTP/1.0\r\n\r\n", 200, "ok"});
  }
  void hosts() { check(); }

  void versions_data()
  {
    support::addAttackColumns();
    row("no HTTP", {"hello\r\n\r\n", 400, kNoHttp});
    row("HTTP/0.9", {"GET /livez\r\n\r\n", 400, kNoHttp});
    row("HTTP/2.0", {"GET /livez HTTP/2.0\r\nHost: localhost\r\n\r\n", 505, "speaks HTTP/1.0 and HTTP/1.1"});
    row("HTTP/2's first words", {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, kNoHttp});
    row("HTTP/1.2", {"GET /livez HTTP/1.2\r\nHost: localhost\r\n\r\n", 505, "speaks HTTP/1.0 and HTTP/1.1"});
    row("HTTP/11", {"GET /livez HTTP/11\r\nHost: localhost\r\n\r\n", 505, "speaks HTTP/1.0 and HTTP/1.1"});
    row("http/1.1", {"GET /livez http/1.1\r\nHost: localhost\r\n\r\n", 400, kNoHttp});
    row("two spaces", {"GET  /livez HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, kMalformed});
    row("two spaces behind", {"GET /livez?a  HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, ""});
    row("space before the method", {" GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n", 200, "ok", After::Serves});
    row("TLS", {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s, 400, kNoHttp});
    row("strange expectation", {head(kStart, "Expect: 200-maybe\r\nContent-Length: 3\r\n"), 417, "100-continue"});
  }
  void versions() { check(); }

private:
  static std::string repeated(const std::string& text, int times)
  {
    std::string all;
    for (int i = 0; i < times; ++i)
      all += text;
    return all;
  }

  void check()
  {
    QFETCH(support::Attack, attack);
    support::survive(m_server->port(), attack);
  }

  std::unique_ptr<support::TestServer> m_server;
};

QTEST_GUILESS_MAIN(HostileHeadsTest)
#include "HostileHeadsTest.moc"
