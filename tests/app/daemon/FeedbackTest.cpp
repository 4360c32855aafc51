/// Feedback to a real numerald: through its violent end, beside another one, on a disk that is full or not there.
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include <sys/resource.h>

#include <nlohmann/json.hpp>

#include "core/feedback/FeedbackStore.h"
#include "core/feedback/Folders.h"
#include "core/feedback/Reader.h"
#include "tests/app/daemon/Numerald.h"
#include "tests/support/HttpConnection.h"
#include "tests/support/TestFiles.h"

using namespace numeral;
using test::Numerald;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::string kJson = "Content-Type: application/json\r\n";

std::string feedbackFor(const std::string& id)
{
  return Json{{"request_id", id}, {"label", "7"}, {"predicted", "1"}, {"model", "digits"}}.dump();
}

support::HttpAnswer giveFeedback(int port, const std::string& id)
{
  return support::fetch(port, "POST", "/feedback", feedbackFor(id), kJson);
}

int statusOfPrediction(int port)
{
  const auto png = support::testBytes("images/digit-7.png");
  return support::fetch(port, "POST", "/predict", base::textOf(png), "Content-Type: image/png\r\n").status;
}

/// Clients that give feedback until nobody answers any more, and what was acknowledged to them.
class Pouring {
public:
  Pouring(int port, const std::string& name)
  {
    for (int t = 0; t < 4; ++t)
      m_threads.emplace_back([this, port, name = name + "-" + std::to_string(t) + "-"] { run(port, name); });
  }
  ~Pouring() { wait(); }

  void wait()
  {
    for (auto& thread : m_threads)
      if (thread.joinable())
        thread.join();
  }

  std::set<std::string> acknowledged() const
  {
    const std::lock_guard lock(m_mutex);
    return m_acknowledged;
  }

private:
  void run(int port, const std::string& name)
  {
    support::HttpConnection connection(port);
    for (int i = 0;; ++i) {
      const auto id = name + std::to_string(i);
      connection.request("POST", "/feedback", feedbackFor(id), kJson);
      if (connection.receive().status != 202)
        return;
      const std::lock_guard lock(m_mutex);
      m_acknowledged.insert(id);
    }
  }

  mutable std::mutex m_mutex;
  std::set<std::string> m_acknowledged;
  std::vector<std::thread> m_threads;
};

std::set<std::string> idsIn(const fs::path& folder)
{
  std::set<std::string> ids;
  const auto count = feedback::readRecords(folder, [&](const feedback::Record& found) { ids.insert(found.requestId); });
  return count && count->damaged == 0 ? ids : std::set<std::string>{};
}

} // namespace

class FeedbackTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void nothingAcknowledgedIsLostWhenItIsKilled()
  {
    const QTemporaryDir state;
    const auto folder = fs::path(state.path().toStdString()) / "feedback";
    std::set<std::string> acknowledged;
    for (const char* round : {"a", "b", "c"}) { // each begins with what the one before left behind
      Numerald numerald(arguments(state.path()));
      QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
      Pouring pouring(numerald.port(), round);
      QTRY_VERIFY_WITH_TIMEOUT(pouring.acknowledged().size() > 50, 60'000);
      numerald.signal(SIGKILL);
      pouring.wait();
      acknowledged.merge(pouring.acknowledged());
      const auto kept = idsIn(folder);
      QVERIFY(acknowledged.size() > 50);
      QVERIFY(std::includes(kept.begin(), kept.end(), acknowledged.begin(), acknowledged.end()));
    }
    const auto before = idsIn(folder);
    const auto store = feedback::FeedbackStore::open(folder); // the lock went with the process
    QVERIFY(store);
    QVERIFY((*store)->add({1, "last", "1", "1", "digits", "1", {}, {}}));
    auto after = idsIn(folder);
    QCOMPARE(after.erase("last"), std::size_t{1});
    QVERIFY(std::includes(after.begin(), after.end(), before.begin(), before.end()));
  }

  void twoAtOnceBothKeepIt()
  {
    const QTemporaryDir state;
    Numerald first(arguments(state.path()));
    QVERIFY(first.waitUntilReady());
    Numerald second(arguments(state.path()));
    QVERIFY(second.waitUntilReady());
    QCOMPARE(giveFeedback(first.port(), "one").status, 202);
    QCOMPARE(giveFeedback(second.port(), "two").status, 202);
    std::set<std::string> ids;
    for (const auto& folder : feedback::feedbackFolders(state.path().toStdString()))
      ids.merge(idsIn(folder));
    QVERIFY((ids == std::set<std::string>{"one", "two"}));
  }

  void withoutAFolderItServesAllTheSame()
  {
    const QTemporaryDir folder;
    const auto file = folder.filePath("plain");
    std::ofstream(file.toStdString()) << "x";
    Numerald numerald(arguments(file));
    QVERIFY(numerald.waitUntilReady());
    const auto errors = numerald.errors();
    QCOMPARE(errors.count("feedback is not kept: "), 1);
    QVERIFY(errors.contains(file.toUtf8()));
    const auto answer = giveFeedback(numerald.port(), "one");
    QCOMPARE(answer.status, 503);
    QVERIFY(answer.body.find(file.toStdString()) != std::string::npos);
    QCOMPARE(statusOfPrediction(numerald.port()), 200);
  }

  void withoutAHomeItServesAllTheSame()
  {
    auto environment = Numerald::cleanEnvironment();
    environment.remove("HOME");
    environment.remove("XDG_STATE_HOME");
    Numerald numerald(Numerald::onFreePorts(), environment);
    QVERIFY(numerald.waitUntilReady());
    QVERIFY(numerald.errors().contains("--state-dir"));
    QCOMPARE(giveFeedback(numerald.port(), "one").status, 503);
  }

  void aFullDiskDoesNotEndIt()
  {
    const QTemporaryDir state;
    Numerald numerald(arguments(state.path()), Numerald::cleanEnvironment(), [] {
      const rlimit full{1000, 1000};
      setrlimit(RLIMIT_FSIZE, &full);
    });
    QVERIFY2(numerald.waitUntilReady(), numerald.errors().constData());
    int status = 202;
    std::set<std::string> acknowledged;
    for (int i = 0; i < 20 && status == 202; ++i) {
      status = giveFeedback(numerald.port(), std::to_string(i)).status;
      if (status == 202)
        acknowledged.insert(std::to_string(i));
    }
    QCOMPARE(status, 503);
    QVERIFY(!acknowledged.empty());
    QVERIFY(idsIn(fs::path(state.path().toStdString()) / "feedback") == acknowledged);
    QCOMPARE(statusOfPrediction(numerald.port()), 200);
    numerald.signal(SIGTERM);
    QCOMPARE(numerald.exitCode(), 0);
  }

private:
  static QStringList arguments(const QString& state) { return Numerald::onFreePorts({"--state-dir", state}); }
};

QTEST_GUILESS_MAIN(FeedbackTest)
#include "FeedbackTest.moc"
