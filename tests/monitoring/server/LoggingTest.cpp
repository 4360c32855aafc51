/// What a real server writes about its requests: access lines, spans, and the state of the log.
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "monitoring/logging/TraceWriter.h"
#include "monitoring/server/http/AccessLog.h"
#include "tests/monitoring/server/TestServer.h"

using namespace numeral;
using namespace std::string_literals;
using logging::Level;
using support::fetch;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::size_t kMuch = 16u << 20;
const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";
const std::string kParent = "b7ad6b7169203331";

std::vector<Json> linesOf(const fs::path& path)
{
  const auto bytes = base::readFile(path, kMuch);
  std::istringstream text(bytes ? std::string(base::textOf(*bytes)) : std::string());
  std::vector<Json> lines;
  for (std::string line; std::getline(text, line);)
    lines.push_back(Json::parse(line));
  return lines;
}

/// A log whose file is all that a test looks at; stdout and stderr get what little it is.
logging::LogConfig jsonTo(const fs::path& path, Level level = Level::Info)
{
  return {.level = level, .format = logging::Format::Json, .file = path, .fileLimits = {}};
}

metrics::Exchange exchange(int status)
{
  return {.endpoint = {}, .path = {}, .client = "192.0.2.1", .status = status, .seconds = 0.001};
}

/// An access log with a clock of its own, and what it wrote on each level.
class Access {
public:
  explicit Access(server::AccessMode mode, Level level = Level::Info)
      : m_log(logging::LogConfig{.level = level, .file = {}, .fileLimits = {}}),
        m_access(std::make_unique<server::AccessLog>(m_log, mode, [this] { return m_now; }))
  {
    m_log.holdStdout(true);
  }

  void note(int status, int times = 1)
  {
    server::RequestHead head;
    head.method = "GET";
    head.path = "/";
    for (int i = 0; i < times; ++i)
      m_access->note(head, exchange(status), "id", {kTrace, {}, kParent, true});
  }
  void pass(std::chrono::milliseconds time) { m_now += time; }
  void end() { m_access.reset(); }

  std::uint64_t lines(Level level) const { return m_log.state().messages.at(static_cast<std::size_t>(level)); }

private:
  logging::Log m_log;
  base::TimePoint m_now{};
  std::unique_ptr<server::AccessLog> m_access;
};

} // namespace

class LoggingTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init() { m_path = m_folder.filePath(QString(QTest::currentTestFunction()) + ".log").toStdString(); }

  void aRequestHasItsLine()
  {
    support::TestServer server({}, {}, {.log = jsonTo(m_path)});
    const auto answer = fetch(server.port(), "POST", "/predict", support::bluePng(),
                              "Content-Type: image/png\r\nX-Request-Id: mine-1\r\ntraceparent: 00-" + kTrace + "-" +
                                  kParent + "-01\r\n");
    QCOMPARE(answer.status, 200);
    const auto response = answer.header("traceresponse");
    QVERIFY2(response.starts_with("00-" + kTrace + "-") && response.ends_with("-00"), response.c_str());
    QVERIFY(response.find(kParent) == std::string::npos);
    QTRY_VERIFY(server.log.flush(kPatience) && !linesOf(m_path).empty());
    const auto line = linesOf(m_path).at(0);
    QCOMPARE(line.at("level").get<std::string>(), "info"s);
    QCOMPARE(line.at("request_id").get<std::string>(), "mine-1"s);
    QCOMPARE(line.at("trace_id").get<std::string>(), kTrace);
    QCOMPARE(line.at("client").get<std::string>(), "127.0.0.1"s);
    QCOMPARE(line.at("method").get<std::string>(), "POST"s);
    QCOMPARE(line.at("path").get<std::string>(), "/predict"s);
    QCOMPARE(line.at("status").get<int>(), 200);
    QCOMPARE(line.at("bytes").get<std::size_t>(), answer.body.size());
    QVERIFY(line.at("seconds").get<double>() > 0);
    QVERIFY(line.at("message").get<std::string>().starts_with("127.0.0.1 POST /predict 200 "));
  }

  void hostilePathsForgeNothing()
  {
    support::TestServer server({}, {}, {.log = jsonTo(m_path)});
    const auto path = "/\"},{\"level\":\"error" + std::string(10'000, 'x');
    QCOMPARE(fetch(server.port(), "GET", path).status, 404);
    QTRY_COMPARE((server.log.flush(kPatience), linesOf(m_path).size()), std::size_t{1}); // written once it is answered
    QCOMPARE(fetch(server.port(), "GET", "*").status, 400);
    QTRY_COMPARE((server.log.flush(kPatience), linesOf(m_path).size()), std::size_t{2});
    const auto lines = linesOf(m_path);
    QVERIFY(lines[0].at("path").get<std::string>().starts_with("/\"},{\"level\":\"errorxxx"));
    QVERIFY(lines[0].at("path").get<std::string>().ends_with(" bytes more)"));
    QCOMPARE(lines[1].at("path").get<std::string>(), "-"s); // nobody could read it
    QVERIFY(lines[1].at("trace_id").get<std::string>().size() == 32);
  }

  void theRingHasEveryRequestAsADetail()
  {
    support::TestServer server({}, {.accessLog = server::AccessMode::Off});
    QCOMPARE(support::askForBlue(server.port()), "blue"s);
    bool came = false;       // what the ring gave once it gives no more, and QTRY_VERIFY asks again
    const auto comes = [&] { // once the answer is sent, which the client may have had before
      const auto records = server.ring.take().records;
      came = came || std::any_of(records.begin(), records.end(), [](const report::LogRecord& record) {
               return record.level == report::LogRecord::Level::Debug &&
                      record.text.starts_with("127.0.0.1 POST /predict 200 ");
             });
      return came;
    };
    QTRY_VERIFY(comes());
  }

  void modesAreWords()
  {
    for (const char* word : {"all", "sampled", "errors", "off"})
      QVERIFY(server::parseAccessMode(word));
    QVERIFY(server::parseAccessMode("some").error().message.find("'some'") != std::string::npos);
  }

  void allMeansAll()
  {
    Access access(server::AccessMode::All);
    access.note(200, 250);
    access.note(503, 250);
    QCOMPARE(access.lines(Level::Info), std::uint64_t{250});
    QCOMPARE(access.lines(Level::Warning), std::uint64_t{250});
  }

  void errorsAndOff()
  {
    Access errors(server::AccessMode::Errors);
    errors.note(200, 10);
    errors.note(404, 3);
    errors.note(500, 2);
    QCOMPARE(errors.lines(Level::Info), std::uint64_t{3});
    QCOMPARE(errors.lines(Level::Warning), std::uint64_t{2});
    Access off(server::AccessMode::Off);
    off.note(500, 10);
    QCOMPARE(off.lines(Level::Info) + off.lines(Level::Warning), std::uint64_t{0});
    Access debug(server::AccessMode::Off, Level::Debug);
    debug.note(500, 10);
    QCOMPARE(debug.lines(Level::Debug), std::uint64_t{10});
  }

  void tooManyAreCounted()
  {
    Access access(server::AccessMode::Sampled);
    access.note(200, 130);
    access.note(404, 10);
    access.note(503, 150);
    QCOMPARE(access.lines(Level::Info), server::kAccessLines);
    QCOMPARE(access.lines(Level::Warning), server::kAccessLines); // errors have room of their own
    access.pass(std::chrono::milliseconds(999));
    access.note(200);
    QCOMPARE(access.lines(Level::Info), server::kAccessLines);
    access.pass(std::chrono::milliseconds(1));
    access.note(200);
    QCOMPARE(access.lines(Level::Info), server::kAccessLines + 2); // with the sum
    access.pass(std::chrono::seconds(1));
    access.note(200);
    QCOMPARE(access.lines(Level::Info), server::kAccessLines + 3); // nothing was left out
    access.note(200, 150);
    access.end();
    QCOMPARE(access.lines(Level::Info), 2 * server::kAccessLines + 3); // 99 more and the last sum
  }

  void theSumTellsWhatWasLeftOut()
  {
    logging::Log log(jsonTo(m_path));
    log.holdStdout(true);
    {
      base::TimePoint now{};
      server::AccessLog access(log, server::AccessMode::Sampled, [&now] { return now; });
      for (int i = 0; i < 150; ++i)
        access.note({}, exchange(i % 2 == 0 ? 200 : 404), "id", {kTrace, {}, kParent, true});
    }
    log.holdStdout(false);
    QTRY_VERIFY(log.flush(kPatience));
    const auto lines = linesOf(m_path);
    QCOMPARE(lines.size(), std::size_t{101});
    QCOMPARE(lines.back().at("left_out").get<int>(), 50);
    QCOMPARE(lines.back().at("message").get<std::string>(), "50 more requests in a second: 2xx 25 4xx 25"s);
  }

  void stagesAreSpans()
  {
    support::TestServer server({}, {}, {.traces = m_path});
    fetch(server.port(), "POST", "/predict", support::bluePng(),
          "Content-Type: image/png\r\nX-Request-Id: mine-1\r\ntraceparent: 00-" + kTrace + "-" + kParent + "-01\r\n");
    QTRY_COMPARE((server.traces->flush(kPatience), linesOf(m_path).size()), std::size_t{6});
    std::map<std::string, Json> spans;
    for (const auto& span : linesOf(m_path)) {
      QCOMPARE(span.at("traceId").get<std::string>(), kTrace);
      spans[span.at("name").get<std::string>()] = span;
    }
    const auto& request = spans.at("POST /predict");
    QCOMPARE(request.at("parentSpanId").get<std::string>(), kParent);
    QVERIFY(request.dump().find("mine-1") != std::string::npos);
    const auto nanoseconds = [](const Json& span, const char* name) {
      return std::stoll(span.at(name).get<std::string>());
    };
    long long end = 0;
    for (const char* stage : {"queue", "decode", "preprocess", "forward", "postprocess"}) {
      const auto& span = spans.at(stage);
      QVERIFY2(span.at("parentSpanId") == request.at("spanId"), stage);
      QVERIFY(span.at("spanId") != request.at("spanId"));
      QVERIFY(nanoseconds(span, "startTimeUnixNano") >= end);
      end = nanoseconds(span, "endTimeUnixNano");
    }
    QVERIFY(nanoseconds(request, "endTimeUnixNano") > nanoseconds(request, "startTimeUnixNano"));
  }

  void tracesFollowTheCallersWish()
  {
    support::TestServer server({}, {}, {.traces = m_path});
    const auto asked = [&server](const std::string& flags) {
      const auto headers = "traceparent: 00-" + kTrace + "-" + kParent + "-" + flags + "\r\n";
      return fetch(server.port(), "GET", "/nothing", {}, headers).header("traceresponse");
    };
    QVERIFY(asked("00").ends_with("-00"));
    QVERIFY(asked("01").ends_with("-01"));
    QTRY_COMPARE((server.traces->flush(kPatience), linesOf(m_path).size()), std::size_t{1}); // written once answered
    const auto own = fetch(server.port(), "GET", "/livez").header("traceresponse"); // no caller: it begins here
    QVERIFY(own.ends_with("-01") && own.find(kTrace) == std::string::npos);
    QTRY_COMPARE((server.traces->flush(kPatience), linesOf(m_path).size()), std::size_t{2});
    const auto lines = linesOf(m_path);
    QCOMPARE(lines[0].at("name").get<std::string>(), "GET"s); // no such route: clients make up no names
    QVERIFY(lines[0].at("attributes").dump().find("http.route") == std::string::npos);
    QVERIFY(!lines[1].contains("parentSpanId"));
  }

  void statusTellsOfEveryPlace()
  {
    support::TestServer server({}, {}, {.log = jsonTo(m_path)});
    for (const int port : {server.port(), server.adminPort()}) {
      const auto answer = fetch(port, "GET", "/logging-status");
      QCOMPARE(answer.status, 200);
      const auto json = Json::parse(answer.body);
      const auto& system = json.at("logging_system");
      QCOMPARE(system.at("total_handlers").get<int>(), 3);
      QCOMPARE(system.at("handlers").at(2).at("name").get<std::string>(), "file"s);
      QCOMPARE(system.at("handlers").at(2).at("status").get<std::string>(), "ok"s);
      QVERIFY(answer.body.find(m_folder.path().toStdString()) == std::string::npos); // our folders are ours
      const auto& compliance = json.at("requirements_compliance");
      QVERIFY(compliance.at("checks") ==
              (Json{{"stdout", true}, {"stderr", true}, {"logfile", true}, {"syslog", false}}));
      QCOMPARE(compliance.at("score").get<std::string>(), "3/4"s);
      QCOMPARE(compliance.at("percentage").get<double>(), 75.0);
      QCOMPARE(compliance.at("status").get<std::string>(), "PARTIAL"s);
      QCOMPARE(json.at("recommendations").size(), std::size_t{1});
      QVERIFY(json.at("recommendations").at(0).get<std::string>().find("--syslog") != std::string::npos);
    }
    QTRY_VERIFY(server.log.flush(kPatience));
    const auto json = Json::parse(fetch(server.port(), "GET", "/logging-status").body);
    QVERIFY(json.at("logging_system").at("log_files").at(m_path.filename().string()).at("size_bytes").get<int>() > 0);
  }

  void statusTellsOfAPlaceThatFails()
  {
    support::TestServer server({}, {}, {.log = jsonTo("/dev/full")});
    server.log.write(Level::Warning, "hello");
    QTRY_VERIFY_WITH_TIMEOUT(!server.log.state().sinks.at(2).up, 60'000);
    const auto json = Json::parse(fetch(server.port(), "GET", "/logging-status").body);
    QCOMPARE(json.at("requirements_compliance").at("checks").at("logfile").get<bool>(), false);
    QVERIFY(json.at("recommendations").at(0).get<std::string>().find("No space left") != std::string::npos);
    QCOMPARE(support::askForBlue(server.port()), "blue"s);
  }

  void aTestWritesToEveryPlace()
  {
    support::TestServer server({}, {.accessLog = server::AccessMode::Off}, {.log = jsonTo(m_path, Level::Off)});
    const auto answer = fetch(server.port(), "GET", "/test-logging", {}, "X-Request-Id: try-1\r\n");
    QCOMPARE(answer.status, 200);
    const auto json = Json::parse(answer.body);
    QCOMPARE(json.at("status").get<std::string>(), "ok"s);
    QCOMPARE(json.at("results").size(), std::size_t{3});
    QCOMPARE(json.at("results").at("file").at("levels").size(), std::size_t{5});
    QVERIFY(json.at("results").at("stderr").at("levels") == Json{"error"});
    const auto lines = linesOf(m_path); // there before the answer came
    QCOMPARE(lines.size(), std::size_t{5});
    for (const auto& line : lines)
      QCOMPARE(line.at("request_id").get<std::string>(), "try-1"s);
    const auto again = fetch(server.adminPort(), "GET", "/test-logging");
    QCOMPARE(again.status, 429);
    QVERIFY(!again.header("retry-after").empty());
  }

private:
  QTemporaryDir m_folder;
  fs::path m_path;
};

QTEST_GUILESS_MAIN(LoggingTest)
#include "LoggingTest.moc"
