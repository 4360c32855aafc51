/// Who may ask for what, and how much: names of the host, keys, gateways, shares.
#include <array>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/Files.h"
#include "monitoring/server/http/BodyMemory.h"
#include "monitoring/server/http/ClientLimits.h"
#include "monitoring/server/http/Guard.h"
#include "monitoring/server/http/IpAddress.h"
#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using support::fetch;
using support::HttpConnection;
using Json = nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr const char* kKey = "correct-horse-battery";
const std::string kPng = "Content-Type: image/png\r\n";

std::vector<server::IpRange> ranges(std::initializer_list<const char*> texts)
{
  std::vector<server::IpRange> made;
  for (const char* text : texts)
    made.push_back(server::IpRange::parse(text).value());
  return made;
}

std::string clientOf(std::string_view peer, std::vector<server::RequestHead::Header> headers,
                     std::initializer_list<const char*> trusted)
{
  server::RequestHead head;
  head.client = peer;
  head.headers = std::move(headers);
  return server::clientOf(head, ranges(trusted));
}

server::ApiKeys keys(const QByteArray& content)
{
  const QTemporaryDir folder;
  const auto path = folder.filePath("keys").toStdString();
  static_cast<void>(base::writeFile(path, content.toStdString())); // read at once
  return server::ApiKeys::read(path).value();
}

int predict(int port, const std::string& headers)
{
  return fetch(port, "POST", "/predict", support::bluePng(), kPng + headers).status;
}

/// The status of a request by that name of the host.
int byHost(int port, const std::string& host)
{
  HttpConnection connection(port);
  connection.send("GET /livez HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  return connection.receive().status;
}

} // namespace

class GuardTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void rangesHoldTheirAddresses()
  {
    const auto holds = [](const char* range, const char* address) {
      return server::contains(ranges({range}), server::parseIpAddress(address).value());
    };
    QVERIFY(holds("10.0.0.0/8", "10.255.0.1"));
    QVERIFY(!holds("10.0.0.0/8", "11.0.0.0"));
    QVERIFY(holds("192.0.2.7", "192.0.2.7"));
    QVERIFY(!holds("192.0.2.7", "192.0.2.6"));
    QVERIFY(holds("192.0.2.4/30", "192.0.2.7"));
    QVERIFY(!holds("192.0.2.4/30", "192.0.2.8"));
    QVERIFY(holds("0.0.0.0/0", "203.0.113.9"));
    QVERIFY(!holds("0.0.0.0/0", "2001:db8::1"));
    QVERIFY(holds("fd00::/8", "fd12::1"));
    QVERIFY(holds("::/0", "203.0.113.9"));
    for (const char* bad : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0/8", "example.org", "::/129", "/8"})
      QVERIFY2(!server::IpRange::parse(bad).has_value(), bad);
  }

  void gatewaysTellWhoAsks_data()
  {
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("client");
    const auto row = [](const char* what, const char* peer, const char* header, const char* value, const char* client) {
      QTest::newRow(what) << peer << header << value << client;
    };
    row("nobody in between", "10.0.0.1", "X-Other", "x", "10.0.0.1");
    row("one gateway", "10.0.0.1", "X-Forwarded-For", "203.0.113.9", "203.0.113.9");
    row("a stranger's word is worth nothing", "203.0.113.1", "X-Forwarded-For", "192.0.2.1", "203.0.113.1");
    row("what the client wrote is left of it", "10.0.0.1", "X-Forwarded-For", "192.0.2.1, 203.0.113.9", "203.0.113.9");
    row("two gateways", "10.0.0.1", "X-Forwarded-For", "203.0.113.9, 10.0.0.2", "203.0.113.9");
    row("gateways alone", "10.0.0.1", "X-Forwarded-For", "10.0.0.3, 10.0.0.2", "10.0.0.3");
    row("nonsense", "10.0.0.1", "X-Forwarded-For", "203.0.113.9, <b>, 10.0.0.2", "10.0.0.2");
    row("nothing", "10.0.0.1", "X-Forwarded-For", "", "10.0.0.1");
    row("RFC 7239", "10.0.0.1", "Forwarded", "for=192.0.2.1, proto=http;For=\"203.0.113.9:4711\"", "203.0.113.9");
    row("RFC 7239, IPv6", "10.0.0.1", "forwarded", "for=\"[2001:db8::17]:4711\"", "2001:db8::17");
    row("RFC 7239, hidden", "10.0.0.1", "Forwarded", "for=_secret", "10.0.0.1");
  }

  void gatewaysTellWhoAsks()
  {
    QFETCH(QString, peer);
    QFETCH(QString, header);
    QFETCH(QString, value);
    QFETCH(QString, client);
    const auto name = header.toStdString();
    const auto text = value.toStdString();
    QCOMPARE(clientOf(peer.toStdString(), {{name, text}}, {"10.0.0.0/8"}), client.toStdString());
    if (name == "X-Forwarded-For") // a list may come in several headers
      QCOMPARE(clientOf("10.0.0.1", {{name, "192.0.2.1"}, {name, "203.0.113.9"}}, {"10.0.0.0/8"}),
               std::string("203.0.113.9"));
  }

  void bucketsFillWithTime()
  {
    server::ClientLimits limits({.perSecond = 2});
    const auto start = base::Steady::now();
    QVERIFY(limits.enter("a", start).has_value());
    QVERIFY(limits.enter("a", start).has_value());
    const auto refused = limits.enter("a", start);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error(), 0.5);
    QVERIFY(limits.enter("b", start).has_value());
    QVERIFY(limits.enter("a", start + 500ms).has_value());
    QVERIFY(!limits.enter("a", start + 500ms).has_value());
    QVERIFY(limits.enter("a", start + 1h).has_value()); // no more than a second's worth is saved up
    QVERIFY(limits.enter("a", start + 1h).has_value());
    QVERIFY(!limits.enter("a", start + 1h).has_value());
  }

  void whatIsUnderWayIsCounted()
  {
    server::ClientLimits limits({.underWay = 1});
    const auto now = base::Steady::now();
    {
      const auto first = limits.enter("a", now);
      QVERIFY(first.has_value());
      QVERIFY(!limits.enter("a", now).has_value());
      QVERIFY(limits.enter("b", now).has_value());
    }
    QVERIFY(limits.enter("a", now).has_value());
  }

  void aFloodOfClientsSharesOneBucket()
  {
    server::ClientLimits limits({.perSecond = 1, .clients = 2});
    const auto now = base::Steady::now();
    QVERIFY(limits.enter("a", now).has_value());
    QVERIFY(limits.enter("b", now).has_value());
    QVERIFY(limits.enter("c", now).has_value());
    QVERIFY(!limits.enter("d", now).has_value()); // c took what the rest has
    QVERIFY(!limits.enter("a", now).has_value());
    QVERIFY(limits.enter("d", now + 10s).has_value()); // by then a and b are forgotten
    QVERIFY(limits.enter("a", now + 10s).has_value());
  }

  void keysAreRead()
  {
    const auto known = keys("# ours\n\n" + QByteArray(kKey) + "\r\nanother-key-of-ours\n");
    const auto allows = [&known](const char* name, const std::string& value) {
      server::RequestHead head;
      head.headers = {{name, value}};
      return known.allows(head);
    };
    QVERIFY(allows("x-api-key", kKey));
    QVERIFY(allows("X-API-Key", "another-key-of-ours"));
    QVERIFY(allows("Authorization", std::string("bearer ") + kKey));
    QVERIFY(!allows("Authorization", kKey));
    QVERIFY(!allows("X-API-Key", std::string(kKey) + "x"));
    QVERIFY(!allows("X-API-Key", ""));
    QVERIFY(!allows("X-API-Key", "# ours"));
    QVERIFY(!allows("Cookie", kKey));
  }

  void badKeyFilesAreExplained()
  {
    const QTemporaryDir folder;
    const auto path = folder.filePath("keys").toStdString();
    const auto problem = [&path](std::string_view content) {
      static_cast<void>(base::writeFile(path, content));
      return server::ApiKeys::read(path).error().message;
    };
    QVERIFY(problem("# nothing\n").find("holds no key") != std::string::npos);
    QVERIFY(problem("long-enough-to-be-one\nshort\n").find("line 2") != std::string::npos);
    const auto spaced = problem("with a space in the middle\n");
    QVERIFY(spaced.find("line 1") != std::string::npos);
    QVERIFY(spaced.find("space in") == std::string::npos); // what stands there may be a key
    QVERIFY(!server::ApiKeys::read(path + ".not").has_value());
  }

  void namesOfOtherHostsAreRefusedOnLoopback()
  {
    support::TestServer server;
    for (const int port : {server.port(), server.adminPort()}) {
      for (const char* good : {"localhost", "LocalHost:8000", "127.0.0.1:1", "[::1]:80", "192.0.2.1", "me.localhost"})
        QCOMPARE(byHost(port, good), 200);
      for (const char* bad : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "", "xlocalhost"})
        QCOMPARE(byHost(port, bad), 421);
    }
    server::GuardConfig guard;
    guard.trustedProxies = ranges({"127.0.0.0/8"});
    support::TestServer behindGateway({}, {}, {.guard = guard});
    QCOMPARE(byHost(behindGateway.port(), "numeral.example"), 200);
  }

  void anAddressThatAsksTooOftenWaits()
  {
    server::GuardConfig guard;
    guard.limits.perSecond = 1;
    support::TestServer server({}, {}, {.guard = guard});
    QCOMPARE(predict(server.port(), {}), 200);
    const auto refused = fetch(server.port(), "POST", "/predict", support::bluePng(), kPng);
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.header("retry-after"), std::string("1"));
    QCOMPARE(Json::parse(refused.body).at("code").get<std::string>(), std::string("too_many_requests"));
    QCOMPARE(fetch(server.port(), "POST", "/feedback", "{}", "Content-Type: application/json\r\n").status, 429);
    QCOMPARE(fetch(server.port(), "GET", "/livez").status, 200); // is no work
    bool served = false;                                         // what QTRY looks at is asked for once more in the end
    QTRY_VERIFY((served = served || predict(server.port(), {}) == 200));
  }

  void memoryForBodiesIsShared()
  {
    server::BodyMemory memory({.total = 100, .perClient = 60, .uncounted = 10});
    const auto now = base::Steady::now();
    QVERIFY(!memory.needsShare(10));
    QVERIFY(memory.needsShare(11));
    auto first = memory.take("a", 40, now);
    QVERIFY(first.has_value());
    QVERIFY(!memory.take("a", 40, now).has_value()); // of its own share
    const auto second = memory.take("b", 50, now);
    QVERIFY(second.has_value());
    QVERIFY(!memory.take("c", 20, now).has_value()); // of all there is
    first.reset();
    QVERIFY(memory.take("", 50, now).has_value());
    QVERIFY(memory.take("a", 40, now).has_value());
  }

  void oneBodyLargerThanItsShareIsLetIn()
  {
    server::BodyMemory memory({.total = 100, .perClient = 60, .uncounted = 10});
    const auto now = base::Steady::now();
    const auto large = memory.take("a", 1000, now);
    QVERIFY(large.has_value());
    QVERIFY(!memory.take("b", 20, now).has_value());
  }

  /// Large bodies that are announced and never sent keep neither small ones out nor others for ever.
  void announcedBodiesHoldTheirMemoryAndNoMore()
  {
    const std::string large(200'000, 'x');
    server::GuardConfig guard;
    guard.bodies.total = 300'000;
    support::TestServer server({}, {}, {.guard = guard});
    {
      HttpConnection silent(server.port());
      silent.send("POST /predict HTTP/1.1\r\nHost: localhost\r\n" + kPng +
                  "Expect: 100-continue\r\nContent-Length: " + std::to_string(large.size()) + "\r\n\r\n");
      QCOMPARE(silent.receive().status, 100); // its share is taken

      HttpConnection refused(server.port());
      refused.request("POST", "/predict", large, kPng);
      const auto answer = refused.receive();
      QCOMPARE(answer.status, 503);
      QCOMPARE(answer.header("retry-after"), std::string("1"));
      QVERIFY(refused.closedByPeer());
      HttpConnection chunked(server.port());
      std::array<char, 16> size{};
      std::snprintf(size.data(), size.size(), "%zx", large.size());
      chunked.send("POST /predict HTTP/1.1\r\nHost: localhost\r\n" + kPng + "Transfer-Encoding: chunked\r\n\r\n" +
                   size.data() + "\r\n" + large + "\r\n0\r\n\r\n");
      QCOMPARE(chunked.receive().status, 503);
      QCOMPARE(predict(server.port(), {}), 200);
    }
    int status = 0;
    QTRY_VERIFY((status = fetch(server.port(), "POST", "/predict", large, kPng).status) != 503);
    QCOMPARE(status, 415); // is no image
  }

  void whatIsOpenOnceAMinuteIsOpenToKeysAlways()
  {
    server::GuardConfig config;
    config.keys = keys(kKey);
    server::Guard guard(config);
    server::Route route;
    route.method = "GET";
    route.path = "/seldom";
    route.access = server::Access::KeyOrOnceAMinute;
    const server::RequestHead stranger;
    server::RequestHead holder;
    holder.headers = {{"X-API-Key", kKey}};

    QVERIFY(!guard.refuseAccess(stranger, route));
    QVERIFY(guard.admit(stranger, "203.0.113.1", route).has_value());
    const auto refused = guard.admit(stranger, "203.0.113.2", route); // whoever asks
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().status, 429);
    QCOMPARE(refused.error().headers.front().first, std::string("Retry-After"));
    QVERIFY(guard.admit(holder, "203.0.113.1", route).has_value());
    QVERIFY(guard.admit(holder, "203.0.113.1", route).has_value());
  }

  void behindAGatewayEachClientHasItsShare()
  {
    server::GuardConfig guard;
    guard.limits.perSecond = 0.001;
    guard.trustedProxies = ranges({"127.0.0.1"});
    support::TestServer server({}, {}, {.guard = guard});
    QCOMPARE(predict(server.port(), "X-Forwarded-For: 203.0.113.1\r\n"), 200);
    QCOMPARE(predict(server.port(), "X-Forwarded-For: 203.0.113.1\r\n"), 429);
    QCOMPARE(predict(server.port(), "X-Forwarded-For: 203.0.113.1, 203.0.113.2\r\n"), 200);
    QCOMPARE(predict(server.port(), {}), 200); // the gateway itself
    QCOMPARE(predict(server.port(), {}), 200);
    const auto metrics = server.metrics.text();
    QVERIFY(metrics.find(R"(client_ip="203.0.113.1",endpoint="/predict",method="POST",status_code="429"} 1)") !=
            std::string::npos);
  }

  void keysOpenWhatIsClosed()
  {
    server::GuardConfig guard;
    guard.keys = keys(QByteArray(kKey) + "\n");
    guard.keyForAll = true;
    support::TestServer server({}, {}, {.guard = guard});
    const auto withKey = "X-API-Key: " + std::string(kKey) + "\r\n";
    const auto refused = fetch(server.port(), "POST", "/predict", support::bluePng(), kPng);
    QCOMPARE(refused.status, 401);
    QVERIFY(refused.header("www-authenticate").starts_with("Bearer"));
    QCOMPARE(predict(server.port(), "X-API-Key: wrong-wrong-wrong-wrong\r\n"), 401);
    QCOMPARE(predict(server.port(), withKey), 200);
    QCOMPARE(predict(server.port(), "Authorization: Bearer " + std::string(kKey) + "\r\n"), 200);
    for (const char* open : {"/", "/livez", "/metrics", "/openapi.json"})
      QCOMPARE(fetch(server.port(), "GET", open).status, 200);
  }
};

QTEST_GUILESS_MAIN(GuardTest)
#include "GuardTest.moc"
