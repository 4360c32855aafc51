/// The log's file on real disks: turned over, moved away, full, not to be had.
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "core/base/Files.h"
#include "monitoring/logging/FileOutput.h"
#include "monitoring/logging/Line.h"
#include "monitoring/logging/LogSink.h"

using namespace numeral;
using logging::FileLimits;
using logging::FileOutput;
using logging::Level;
using logging::LogSink;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::size_t kMuch = 64u << 20;

std::string textOf(const fs::path& path)
{
  const auto bytes = base::readFile(path, kMuch);
  return bytes ? std::string(base::textOf(*bytes)) : std::string();
}

/// The log's file without the rest of the log.
class FileLog {
public:
  explicit FileLog(const fs::path& path)
      : m_sink(std::make_unique<FileOutput>(path, FileLimits{}),
               {[this](const std::string& problem) { write(problem.empty() ? "works again" : problem); }, {}})
  {
    m_sink.start();
  }

  void write(const std::string& words)
  {
    m_sink.push(logging::jsonLine({Level::Info, std::chrono::system_clock::now(), words, {}}), false);
  }
  bool isUp() const { return m_sink.state().up; }
  LogSink& sink() { return m_sink; }

private:
  LogSink m_sink;
};

/// All lines of the file are whole; gives their number.
int wholeLines(const fs::path& path)
{
  int lines = 0;
  std::istringstream text(textOf(path));
  for (std::string line; std::getline(text, line); ++lines)
    if (!nlohmann::json::accept(line))
      return -1;
  return lines;
}

/// Takes a limit back at its end.
class FileSizeLimit {
public:
  explicit FileSizeLimit(rlim_t bytes)
  {
    getrlimit(RLIMIT_FSIZE, &m_before);
    const rlimit limit{bytes, m_before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
  rlimit m_before{};
};

} // namespace

class LogFileTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init()
  {
    m_path = fs::path(m_folder.filePath(QTest::currentTestFunction()).toStdString()) / "log";
    fs::create_directories(m_path.parent_path());
  }

  void nothingIsLostAtTheEnd()
  {
    constexpr int kThreads = 4;
    constexpr int kLines = 3000;
    {
      FileLog log(m_path);
      std::vector<std::thread> threads;
      for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&log] {
          for (int k = 0; k < kLines; ++k)
            log.write("line " + std::to_string(k));
        });
      for (auto& thread : threads)
        thread.join();
    }
    QCOMPARE(wholeLines(m_path), kThreads * kLines);
  }

  void fullFilesAreTurnedOver()
  {
    FileOutput output(m_path, {100, 3});
    for (int i = 10; i < 30; ++i) {
      const auto line = "this line has exactly so many bytes: " + std::to_string(i) + "\n"; // 40
      std::string_view rest = line;
      QVERIFY(output.write(rest) && rest.empty());
    }
    QCOMPARE(fs::file_size(m_path), std::uintmax_t{80});
    QVERIFY(textOf(m_path).ends_with("29\n"));
    QVERIFY(textOf(m_path.string() + ".1").ends_with("27\n"));
    QVERIFY(textOf(m_path.string() + ".2").ends_with("25\n"));
    QVERIFY(!fs::exists(m_path.string() + ".3"));
    // Many at once are parted at the ends of lines; one that is too long is by itself.
    const std::string lines = std::string(60, 'a') + "\n" + std::string(60, 'b') + "\n" + std::string(300, 'c') + "\n";
    std::string_view rest = lines;
    QVERIFY(output.write(rest) && rest.empty());
    QCOMPARE(textOf(m_path.string() + ".2"), std::string(60, 'a') + "\n");
    QCOMPARE(textOf(m_path.string() + ".1"), std::string(60, 'b') + "\n");
    QCOMPARE(textOf(m_path), std::string(300, 'c') + "\n");
  }

  void oneFileIsBegunAnew()
  {
    FileOutput output(m_path, {100, 1});
    for (const char* text : {"first", "second", "third"}) {
      const auto line = text + std::string(60, '.') + "\n";
      std::string_view rest = line;
      QVERIFY(output.write(rest) && rest.empty());
    }
    QVERIFY(textOf(m_path).starts_with("third"));
    QVERIFY(!fs::exists(m_path.string() + ".1"));
  }

  void whatIsMovedAwayIsMadeAnew()
  {
    FileLog log(m_path);
    log.write("before");
    QTRY_COMPARE_WITH_TIMEOUT(wholeLines(m_path), 1, 60'000);
    fs::rename(m_path, m_path.string() + ".old");
    log.write("after"); // seen without being told
    QTRY_COMPARE_WITH_TIMEOUT(wholeLines(m_path), 1, 60'000);
    fs::remove(m_path);
    log.sink().reopen(); // and when told, before there is a line
    log.write("again");
    QTRY_COMPARE_WITH_TIMEOUT(wholeLines(m_path), 1, 60'000);
    QVERIFY(textOf(m_path.string() + ".old").find("before") != std::string::npos);
    QVERIFY(textOf(m_path).find("again") != std::string::npos);
  }

  void aTornLineIsEnded()
  {
    std::ofstream(m_path) << "{\"torn";
    FileOutput output(m_path, {});
    std::string_view line = "whole\n";
    QVERIFY(output.write(line));
    QCOMPARE(textOf(m_path), std::string("{\"torn\nwhole\n"));
  }

  void aMissingFolderComesBack()
  {
    fs::remove(m_path.parent_path());
    FileLog log(m_path);
    log.write("early");
    QTRY_VERIFY_WITH_TIMEOUT(!log.isUp(), 60'000);
    QVERIFY(log.sink().state().problem.find("No such file") != std::string::npos);
    QVERIFY(!log.sink().flush(kPatience));
    fs::create_directories(m_path.parent_path());
    QTRY_VERIFY_WITH_TIMEOUT(log.isUp(), 60'000);
    QVERIFY(log.sink().state().problem.empty());
    QTRY_VERIFY_WITH_TIMEOUT(textOf(m_path).find("early") != std::string::npos, 60'000); // it waited
    QCOMPARE(log.sink().state().dropped, std::uint64_t{0});
  }

  void aFullDiskComesBack()
  {
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("tmpfs", m_path.parent_path().c_str(), "tmpfs", 0, "size=64k") != 0)
      QSKIP("SKIPPED: no file system may be mounted here, so that nobody has seen a full disk.");
    const auto ballast = m_path.parent_path() / "ballast";
    std::ofstream(ballast) << std::string(60'000, 'x');
    {
      FileLog log(m_path);
      int written = 0;
      while (log.isUp() && written < 100'000) {
        log.write("line " + std::to_string(written++));
        if (written % 100 == 0)
          log.sink().flush(kPatience);
      }
      QVERIFY(!log.isUp());
      QVERIFY(wholeLines(m_path) >= 0);
      fs::remove(ballast);
      QTRY_VERIFY_WITH_TIMEOUT(log.isUp(), 60'000);
      QVERIFY(log.sink().flush(kPatience));
      // What waited is there, and that it had to.
      QCOMPARE(wholeLines(m_path), written + 2);
      QVERIFY(textOf(m_path).find("works again") != std::string::npos);
    }
    umount2(m_path.parent_path().c_str(), MNT_DETACH);
  }

  void aFileAtItsLimitIsNoEnd()
  {
    FileLog log(m_path);
    int written = 0;
    {
      const FileSizeLimit limit(2000);
      while (log.isUp() && written < 10'000) {
        log.write("line " + std::to_string(written++));
        log.sink().flush(kPatience);
      }
      QVERIFY(!log.isUp());
      QVERIFY(wholeLines(m_path) > 0); // no torn one at its end
    }
    QTRY_VERIFY_WITH_TIMEOUT(log.isUp(), 60'000);
    QVERIFY(log.sink().flush(kPatience));
    QCOMPARE(wholeLines(m_path), written + 2);
  }

  void whatTakesNothingLosesOnlyItsOwn()
  {
    std::uint64_t dropped = 0;
    {
      FileLog log("/dev/full");
      log.write("nobody will read this");
      QTRY_VERIFY_WITH_TIMEOUT(!log.isUp(), 60'000);
      const std::string words(logging::kMaxText, 'x');
      for (int i = 0; i < 2000; ++i) // 16 MiB
        log.write(words);
      dropped = log.sink().state().dropped;
    }
    QVERIFY2(dropped > 1000 && dropped < 2000, std::to_string(dropped).c_str());
  }

  void aPipeThatNobodyReadsHoldsNobodyUp()
  {
    QCOMPARE(mkfifo(m_path.c_str(), 0600), 0);
    FileLog log(m_path);
    log.write("hello");
    QTRY_VERIFY_WITH_TIMEOUT(!log.isUp(), 60'000);
  }

private:
  QTemporaryDir m_folder;
  fs::path m_path;
};

QTEST_GUILESS_MAIN(LogFileTest)
#include "LogFileTest.moc"
