#include "monitoring/client/Download.h"

#include <filesystem>
#include <mutex>

#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "tests/monitoring/client/RawServer.h"

using namespace numeral;
using base::ErrorCode;
using test::RawServer;

namespace {

const std::string kContent = [] {
  std::string content;
  for (int i = 0; content.size() < 100'000; ++i)
    content += std::to_string(i) + ' ';
  return content;
}();

std::string answer(const std::string& status, const std::string& headers, const std::string& body)
{
  return "HTTP/1.1 " + status + "\r\n" + headers + "Connection: close\r\n\r\n" + body;
}

std::string lengthOf(const std::string& body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n"; }

/// What the request's Range begins with; none: 0.
std::size_t rangeOf(const std::string& request)
{
  constexpr std::string_view kName = "Range: bytes=";
  const auto at = request.find(kName);
  return at == std::string::npos ? 0 : std::stoul(request.substr(at + kName.size()));
}

std::string whole(const std::string& content) { return answer("200 OK", lengthOf(content), content); }

/// As a server answers that knows ranges; `most`: bytes after which the connection is cut.
std::string part(const std::string& content, const std::string& request, std::size_t most = std::string::npos)
{
  const std::size_t from = rangeOf(request);
  const std::string rest = content.substr(from);
  if (from == 0)
    return answer("200 OK", lengthOf(rest), rest.substr(0, most));
  const std::string range = "Content-Range: bytes " + std::to_string(from) + "-" + std::to_string(content.size() - 1) +
                            "/" + std::to_string(content.size()) + "\r\n";
  return answer("206 Partial Content", range + lengthOf(rest), rest.substr(0, most));
}

/// A mirror that keeps where each request wanted to begin.
class Mirror {
public:
  explicit Mirror(std::function<std::string(const std::string&)> answerTo)
      : m_server([this, answerTo = std::move(answerTo)](const std::string& request) {
          {
            const std::lock_guard lock(m_mutex);
            m_ranges.push_back(rangeOf(request));
          }
          return answerTo(request);
        })
  {
  }

  std::string url() const { return m_server.url() + "/digits.gz"; }
  std::vector<std::size_t> ranges() const
  {
    const std::lock_guard lock(m_mutex);
    return m_ranges;
  }

private:
  mutable std::mutex m_mutex;
  std::vector<std::size_t> m_ranges;
  RawServer m_server; // last: its thread uses the rest
};

using Ranges = std::vector<std::size_t>;

} // namespace

class DownloadTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init()
  {
    m_folder = std::make_unique<QTemporaryDir>();
    m_failures.clear();
  }

  void wholeFile()
  {
    const Mirror mirror([](const std::string& request) { return part(kContent, request); });
    auto download = wanted({mirror.url()});
    download.file = path("new/folders/digits.gz");
    std::size_t last = 0;
    download.progress = [&last](std::size_t bytes) { last = bytes; };
    QVERIFY(!client::isComplete(download));
    QVERIFY(client::fetch(download).has_value());
    QVERIFY(client::isComplete(download));
    QCOMPARE(contentOf(download.file), kContent);
    QCOMPARE(last, kContent.size());
    QVERIFY(!std::filesystem::exists(download.file.string() + ".part"));
  }

  void cutConnectionsGoOnWhereTheyEnded()
  {
    constexpr std::size_t kMost = 40'000;
    const Mirror mirror([](const std::string& request) { return part(kContent, request, kMost); });
    const auto download = wanted({mirror.url()});
    QVERIFY(client::fetch(download).has_value());
    QCOMPARE(contentOf(download.file), kContent);
    QCOMPARE(mirror.ranges(), (Ranges{0, kMost, 2 * kMost}));
    QVERIFY(m_failures.empty());
  }

  void anotherMirrorAndAnotherRunGoOn()
  {
    constexpr std::size_t kMost = 30'000;
    const Mirror first([](const std::string& request) {
      return rangeOf(request) == 0 ? part(kContent, request, kMost) : answer("503 Busy", "Content-Length: 0\r\n", "");
    });
    auto download = wanted({first.url()});
    const auto failed = client::fetch(download);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Io);
    QVERIFY(!std::filesystem::exists(download.file));
    QCOMPARE(contentOf(download.file.string() + ".part"), kContent.substr(0, kMost));

    const Mirror second([](const std::string& request) { return part(kContent, request); });
    download.urls = {second.url()};
    QVERIFY(client::fetch(download).has_value());
    QCOMPARE(second.ranges(), Ranges{kMost});
    QCOMPARE(contentOf(download.file), kContent);
  }

  void serverWithoutRangesStartsAfresh()
  {
    const Mirror mirror([](const std::string&) { return ::whole(kContent); });
    const auto download = wanted({mirror.url()});
    QVERIFY(base::writeFile(download.file.string() + ".part", kContent.substr(0, 500)).has_value());
    QVERIFY(client::fetch(download).has_value());
    QCOMPARE(mirror.ranges(), Ranges{500});
    QCOMPARE(contentOf(download.file), kContent);
  }

  void beginningOfAnotherFileIsThrownAway_data()
  {
    QTest::addColumn<std::string>("beginning");
    QTest::newRow("shorter") << std::string(500, 'x');
    QTest::newRow("as long") << std::string(kContent.size(), 'x');
    QTest::newRow("longer") << std::string(kContent.size() + 1, 'x');
  }

  void beginningOfAnotherFileIsThrownAway()
  {
    QFETCH(std::string, beginning);
    const Mirror mirror([](const std::string& request) { return part(kContent, request); });
    const auto download = wanted({mirror.url()});
    QVERIFY(base::writeFile(download.file.string() + ".part", beginning).has_value());
    QVERIFY(client::fetch(download).has_value());
    QCOMPARE(contentOf(download.file), kContent);
  }

  void rangesThatLie()
  {
    const Mirror mirror([](const std::string& request) {
      return rangeOf(request) == 0
                 ? ::whole(kContent)
                 : answer("206 Partial Content", "Content-Range: bytes 7-99/100\r\n" + lengthOf(kContent), kContent);
    });
    const auto download = wanted({mirror.url()});
    QVERIFY(base::writeFile(download.file.string() + ".part", kContent.substr(0, 500)).has_value());
    QVERIFY(client::fetch(download).has_value());
    QCOMPARE(contentOf(download.file), kContent);
    QCOMPARE(mirror.ranges(), (Ranges{500, 0}));
  }

  void wholePartNeedsNoServer()
  {
    const auto download = wanted({test::deadUrl()});
    QVERIFY(base::writeFile(download.file.string() + ".part", kContent).has_value());
    QVERIFY(client::fetch(download).has_value());
    QVERIFY(client::isComplete(download));
  }

  void badMirrors_data()
  {
    QTest::addColumn<std::string>("said");
    QTest::addColumn<std::string>("why");
    const std::string wrong(kContent.size(), 'x');
    QTest::newRow("wrong sum") << ::whole(wrong) << std::string("SHA-256");
    QTest::newRow("too long") << ::whole(kContent + "x") << std::string("larger than");
    QTest::newRow("too short") << ::whole("Please log in to this network.") << std::string("ended after 30");
    QTest::newRow("without an end") << answer("200 OK", "", wrong + wrong) << std::string("larger than");
    QTest::newRow("not there") << answer("404 Not Found", "Content-Length: 2\r\n", "no") << std::string("404");
    QTest::newRow("not HTTP") << std::string("SSH-2.0-OpenSSH_9.2\r\n") << std::string("HTTP");
    QTest::newRow("redirect to a file") << answer("302 Found", "Location: file:///etc/passwd\r\nContent-Length: 0\r\n",
                                                  "")
                                        << std::string("HTTP");
    QTest::newRow("redirect to itself") << answer("302 Found", "Location: /\r\nContent-Length: 0\r\n", "")
                                        << std::string("broke off");
  }

  void badMirrors()
  {
    QFETCH(std::string, said);
    QFETCH(std::string, why);
    const Mirror bad([said](const std::string&) { return said; });
    const Mirror good([](const std::string& request) { return part(kContent, request); });
    auto download = wanted({bad.url()});
    QVERIFY(!client::fetch(download));
    QVERIFY(!std::filesystem::exists(download.file));
    QCOMPARE(m_failures.size(), std::size_t{1});
    QVERIFY2(m_failures[0].find(why) != std::string::npos, m_failures[0].c_str());

    download.urls = {bad.url(), good.url()};
    QVERIFY(client::fetch(download).has_value());
    QCOMPARE(contentOf(download.file), kContent);
    QCOMPARE(m_failures.size(), std::size_t{2});
  }

  void redirectsAreFollowed()
  {
    const Mirror target([](const std::string& request) { return part(kContent, request); });
    const Mirror mirror([url = target.url()](const std::string&) {
      return answer("302 Found", "Location: " + url + "\r\nContent-Length: 0\r\n", "");
    });
    QVERIFY(client::fetch(wanted({mirror.url()})).has_value());
  }

  void silenceEnds()
  {
    const Mirror silent([](const std::string&) { return std::string(); });
    const Mirror good([](const std::string& request) { return part(kContent, request); });
    auto download = wanted({silent.url(), good.url()});
    download.patience = std::chrono::seconds(1);
    QVERIFY(client::fetch(download).has_value());
    QCOMPARE(m_failures.size(), std::size_t{1});
    QVERIFY2(m_failures[0].find("in time") != std::string::npos, m_failures[0].c_str());
  }

  void nobodyThere()
  {
    const auto failed = client::fetch(wanted({test::deadUrl(), test::deadUrl()}));
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Io);
    QVERIFY(failed.error().message.find("digits.gz") != std::string::npos);
    QCOMPARE(m_failures.size(), std::size_t{2});
  }

  void messagesKeepPasswords()
  {
    const Mirror mirror([](const std::string&) { return answer("403 Forbidden", "Content-Length: 0\r\n", ""); });
    QVERIFY(!client::fetch(wanted({"http://me:secret@" + mirror.url().substr(7)})));
    QCOMPARE(m_failures.size(), std::size_t{1});
    QVERIFY(m_failures[0].find("secret") == std::string::npos);
  }

  /// What is wrong here is wrong with every mirror: none is tried in vain.
  void diskProblemsAreSaid_data()
  {
    QTest::addColumn<QString>("problem");
    QTest::addColumn<std::string>("why");
    QTest::newRow("full") << "full" << std::string("No space left");
    QTest::newRow("no folder") << "file" << std::string("Not a directory");
  }

  void diskProblemsAreSaid()
  {
    QFETCH(QString, problem);
    QFETCH(std::string, why);
    const Mirror mirror([](const std::string& request) { return part(kContent, request); });
    auto download = wanted({mirror.url(), mirror.url()});
    if (problem == "full") {
      std::filesystem::create_symlink("/dev/full", download.file.string() + ".part");
    } else {
      QVERIFY(base::writeFile(path("taken"), "a file").has_value());
      download.file = path("taken/digits.gz");
    }
    const auto failed = client::fetch(download);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Io);
    QVERIFY2(failed.error().message.find(why) != std::string::npos, failed.error().message.c_str());
    QVERIFY(m_failures.empty());
    QVERIFY(mirror.ranges().size() <= 1);
  }

  void oneAtATime()
  {
    const Mirror mirror([](const std::string& request) { return part(kContent, request); });
    const auto download = wanted({mirror.url()});
    const int other = ::open((download.file.string() + ".part").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    QCOMPARE(::flock(other, LOCK_EX), 0);
    const auto refused = client::fetch(download);
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.find("another download") != std::string::npos, refused.error().message.c_str());
    ::close(other);
    QVERIFY(client::fetch(download).has_value());
  }

private:
  std::filesystem::path path(const char* name) const { return m_folder->filePath(name).toStdString(); }

  static std::string contentOf(const std::filesystem::path& file)
  {
    const auto bytes = base::readFile(file, 1 << 20);
    return bytes ? std::string(base::textOf(*bytes)) : bytes.error().message;
  }

  client::Download wanted(std::vector<std::string> urls)
  {
    client::Download download;
    download.urls = std::move(urls);
    download.file = path("digits.gz");
    download.bytes = kContent.size();
    download.sha256 = base::sha256(base::bytesOf(kContent));
    download.mirrorFailed = [this](const base::Error& error) {
      m_failures.push_back(error.message + " " + error.detail);
    };
    return download;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  std::vector<std::string> m_failures;
};

QTEST_GUILESS_MAIN(DownloadTest)
#include "DownloadTest.moc"
