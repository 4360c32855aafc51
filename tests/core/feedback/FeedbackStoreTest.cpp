/// Right answers on disk: through crashes, full disks, many threads and other programs.
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/Sha256.h"
#include "core/feedback/FeedbackStore.h"
#include "core/feedback/Folders.h"
#include "core/feedback/Reader.h"
#include "core/feedback/Segments.h"

using namespace numeral;
using feedback::FeedbackStore;
using feedback::Record;
using feedback::StoreConfig;
namespace fs = std::filesystem;

namespace {

Record record(const std::string& id) { return {1700000000.25, id, "7", "1", "digits", "1.0.0", 0.75, {}}; }

std::string contentOf(const fs::path& path)
{
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write(const fs::path& path, const std::string& content)
{
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

std::vector<Record> recordsIn(const fs::path& folder, std::size_t damaged = 0)
{
  std::vector<Record> records;
  const auto count = feedback::readRecords(folder, [&](const Record& found) { records.push_back(found); });
  if (!count || count->damaged != damaged || count->records != records.size())
    return {record("this is not what should be there")};
  return records;
}

std::vector<std::string> idsIn(const fs::path& folder, std::size_t damaged = 0)
{
  std::vector<std::string> ids;
  for (const auto& found : recordsIn(folder, damaged))
    ids.push_back(found.requestId);
  return ids;
}

std::vector<std::string> filesIn(const fs::path& folder)
{
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file())
      names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

/// No file may grow beyond so many bytes, as on a full disk.
class FullDisk {
public:
  explicit FullDisk(std::size_t bytes)
  {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &m_before);
    const rlimit full{bytes, m_before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &full);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
  rlimit m_before{};
};

using Ids = std::vector<std::string>;

} // namespace

class FeedbackStoreTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void whatIsAddedIsReadBack()
  {
    const auto folder = fresh();
    Record blank = record("b");
    blank.predicted.reset();
    blank.confidence.reset();
    blank.label = "12\n\"3";
    Record nothing = record("c");
    nothing.label.reset();
    {
      const auto store = FeedbackStore::open(folder).value();
      for (const auto& one : {record("a"), blank, nothing})
        QVERIFY(store->add(one));
    }
    QVERIFY((recordsIn(folder) == std::vector<Record>{record("a"), blank, nothing}));
    QVERIFY(!record("a").correct());
    struct stat status = {};
    QCOMPARE(::stat(folder.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
    QCOMPARE(::stat(feedback::segmentPath(folder, 1).c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
  }

  void anyChangeOfALineIsSeen()
  {
    auto line = feedback::toLine(record("a"));
    QCOMPARE(line.back(), '\n');
    line.pop_back();
    QVERIFY(feedback::parseLine(line));
    for (std::size_t i = 0; i < line.size(); ++i) {
      auto changed = line;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      QVERIFY2(!feedback::parseLine(changed), changed.c_str());
      QVERIFY(!feedback::parseLine(line.substr(0, i)));
    }
    QVERIFY(!feedback::parseLine(line + line));
  }

  void aRecordCutShortAnywhereIsNoMore()
  {
    const auto folder = fresh();
    {
      const auto store = FeedbackStore::open(folder).value();
      for (const char* id : {"a", "b", "c"})
        QVERIFY(store->add(record(id)));
    }
    const auto file = feedback::segmentPath(folder, 1);
    const auto whole = contentOf(file);
    const auto lastLine = whole.rfind('\n', whole.size() - 2) + 1;
    for (std::size_t cut = lastLine; cut <= whole.size(); ++cut) {
      write(file, whole.substr(0, cut));
      QCOMPARE(idsIn(folder), cut < whole.size() ? (Ids{"a", "b"}) : (Ids{"a", "b", "c"}));
      const bool kept = cut + 1 >= whole.size(); // all but its end is all there is to know
      const auto store = FeedbackStore::open(folder).value();
      QCOMPARE(store->tornBytes(), kept ? std::size_t{0} : cut - lastLine);
      QVERIFY(store->add(record("d")));
      QCOMPARE(idsIn(folder), kept ? (Ids{"a", "b", "c", "d"}) : (Ids{"a", "b", "d"}));
    }
  }

  void whatIsNoRecordIsPassedOver()
  {
    const auto folder = fresh();
    QVERIFY(FeedbackStore::open(folder).value()->add(record("a")));
    const auto file = feedback::segmentPath(folder, 1);
    const auto whole = contentOf(file);
    write(file, "rubbish\n" + whole + std::string(100, '\0') + "\n" + std::string(200'000, '\0'));
    {
      const auto store = FeedbackStore::open(folder).value();
      QCOMPARE(store->tornBytes(), std::size_t{200'000});
      QVERIFY(store->add(record("b")));
    }
    QCOMPARE(idsIn(folder, 2), (Ids{"a", "b"}));
    write(file, std::string(70'000, 'x')); // not one end of a line
    QVERIFY(FeedbackStore::open(folder).value()->add(record("c")));
    QCOMPARE(idsIn(folder), (Ids{"c"}));
  }

  void filesFollowEachOtherAndTheOldestGoes()
  {
    const auto folder = fresh();
    const auto line = feedback::toLine(record("00")).size();
    const StoreConfig config{.maxFileBytes = 2 * line + 1, .maxFiles = 3, .pictures = {}};
    for (int i = 10; i < 30; ++i) { // opened anew each time, or the numbers would come from memory
      QVERIFY(FeedbackStore::open(folder, config).value()->add(record(std::to_string(i))));
      QVERIFY(filesIn(folder).size() <= 4); // with the lock
    }
    QCOMPARE(idsIn(folder), (Ids{"24", "25", "26", "27", "28", "29"}));
    QCOMPARE(filesIn(folder),
             (Ids{"feedback-00000008.jsonl", "feedback-00000009.jsonl", "feedback-00000010.jsonl", "lock"}));
    // A record larger than a file gets one of its own.
    const auto store = FeedbackStore::open(folder, {.maxFileBytes = 10, .maxFiles = 1, .pictures = {}}).value();
    QVERIFY(store->add(record("big")));
    QCOMPARE(idsIn(folder), (Ids{"big"}));
    Record endless = record("e");
    endless.label = std::string(FeedbackStore::kMaxLine, '1');
    QCOMPARE(store->add(endless).error().code, base::ErrorCode::InvalidArgument);
  }

  void aFullDiskIsToldAndOutlived()
  {
    const auto folder = fresh();
    const auto line = feedback::toLine(record("a")).size();
    const auto store = FeedbackStore::open(folder, {.keepPictures = true, .pictures = {}}).value();
    QVERIFY(store->add(record("a")));
    for (const std::size_t room : {std::size_t{0}, std::size_t{1}, line / 2, line - 1}) {
      const FullDisk disk(line + room);
      const auto added = store->add(record("b"));
      QVERIFY(!added);
      QCOMPARE(added.error().code, base::ErrorCode::Io);
      QVERIFY2(added.error().message.find("feedback-00000001.jsonl cannot be written: ") != std::string::npos,
               added.error().message.c_str());
      QCOMPARE(fs::file_size(feedback::segmentPath(folder, 1)), line);
    }
    {
      const FullDisk disk(3 * line);
      const base::Bytes large(10 * line, 1);
      QCOMPARE(store->add(record("b"), large).error().code, base::ErrorCode::Io);
      QVERIFY(filesIn(folder / "pictures").empty());
      QVERIFY(store->add(record("c")));
    }
    QVERIFY(store->add(record("d")));
    QCOMPARE(idsIn(folder), (Ids{"a", "c", "d"}));
  }

  void foldersThatCannotBeUsedAreNamed()
  {
    const auto plain = fresh().string() + "-plain";
    write(plain, "x");
    for (const fs::path& folder : {fs::path(plain), fs::path(plain) / "below", fs::path("/proc/numeral"),
                                   fs::path("/dev/null"), fs::path("/dev/full/x")}) {
      const auto opened = FeedbackStore::open(folder);
      QVERIFY2(!opened, folder.c_str());
      QCOMPARE(opened.error().code, base::ErrorCode::Io);
      QVERIFY2(opened.error().message.find(folder.string()) != std::string::npos, opened.error().message.c_str());
      QVERIFY(!feedback::openFirstFree(folder));
    }
    QCOMPARE(feedback::readRecords(fresh(), {}).error().code, base::ErrorCode::NotFound);
  }

  void withoutPermissionItSaysSo()
  {
    constexpr uid_t kNobody = 65534;
    const auto folder = fresh();
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_read | fs::perms::owner_exec);
    const bool root = ::geteuid() == 0; // which permissions do not bind
    QCOMPARE(root ? ::seteuid(kNobody) : 0, 0);
    const auto opened = FeedbackStore::open(folder);
    QCOMPARE(root ? ::seteuid(0) : 0, 0);
    QVERIFY(!opened);
    QVERIFY2(opened.error().message.find("Permission denied") != std::string::npos, opened.error().message.c_str());
  }

  void whatIsNoPlainFileIsRefused()
  {
    for (const bool pipe : {true, false}) {
      const auto folder = fresh();
      fs::create_directories(folder);
      const auto file = feedback::segmentPath(folder, 1);
      if (pipe)
        QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
      else
        fs::create_symlink("/dev/full", file);
      QCOMPARE(FeedbackStore::open(folder).error().code, base::ErrorCode::Io);
    }
  }

  void oneProgramWritesAtATime()
  {
    const auto state = fresh();
    auto first = feedback::openFirstFree(state).value();
    const auto folder = state / "feedback";
    QCOMPARE(first->folder().string(), folder.string());
    const auto refused = FeedbackStore::open(folder);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.find("Another program keeps feedback in " + folder.string()) != std::string::npos);
    const pid_t child = ::fork();
    if (child == 0)
      ::_exit(FeedbackStore::open(folder) ? 1 : 0);
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);

    const auto second = feedback::openFirstFree(state).value();
    QCOMPARE(second->folder().string(), (state / "feedback-2").string());
    QVERIFY(second->add(record("2")));
    first.reset();
    const auto third = feedback::openFirstFree(state).value(); // the place that is free again
    QCOMPARE(third->folder().string(), folder.string());
    QVERIFY(third->add(record("1")));
    Ids ids;
    for (const auto& one : feedback::feedbackFolders(state))
      for (const auto& id : idsIn(one))
        ids.push_back(id);
    QCOMPARE(ids, (Ids{"1", "2"}));

    std::vector<std::unique_ptr<FeedbackStore>> more;
    for (std::size_t i = 2; i < feedback::kMaxWriters; ++i)
      more.push_back(feedback::openFirstFree(state).value());
    const auto full = feedback::openFirstFree(state);
    QVERIFY(!full);
    QVERIFY(full.error().message.find(state.string()) != std::string::npos);
  }

  void picturesAreNamedByTheirSum()
  {
    const auto folder = fresh();
    const base::Bytes red{1, 2, 3};
    const base::Bytes blue{4, 5};
    {
      const auto store = FeedbackStore::open(folder, {.keepPictures = true, .pictures = {}}).value();
      QVERIFY(store->add(record("a"), red));
      QVERIFY(store->add(record("b"), blue));
      QVERIFY(store->add(record("c"), red));
      QVERIFY(store->add(record("d")));
    }
    const auto records = recordsIn(folder);
    QCOMPARE(records.size(), std::size_t{4});
    QCOMPARE(records[0].picture, base::sha256(red));
    QCOMPARE(records[2].picture, records[0].picture);
    QVERIFY(records[3].picture.empty());
    QCOMPARE(filesIn(folder / "pictures").size(), std::size_t{2});
    QCOMPARE(contentOf(folder / "pictures" / records[1].picture), std::string("\4\5"));

    write(folder / "pictures" / (base::sha256(red) + ".part"), "half");
    {
      const auto store = FeedbackStore::open(folder, {.keepPictures = true, .pictures = {}}).value();
      QCOMPARE(filesIn(folder / "pictures").size(), std::size_t{2}); // the half one is gone
      QVERIFY(store->add(record("e"), blue));
    }
    const auto store = FeedbackStore::open(folder).value(); // not opted in
    QVERIFY(store->add(record("f"), base::Bytes{9}));
    QVERIFY(recordsIn(folder).back().picture.empty());
    QCOMPARE(filesIn(folder / "pictures").size(), std::size_t{2});
  }

  void picturesHaveTheirLimit()
  {
    const auto folder = fresh();
    const feedback::PictureLimits limits{.bytes = 100, .files = 4};
    const auto named = [](int i) { return base::sha256(base::Bytes(30, static_cast<std::uint8_t>(i))); };
    {
      const auto store = FeedbackStore::open(folder, {.keepPictures = true, .pictures = limits}).value();
      for (int i = 0; i < 5; ++i)
        QVERIFY(store->add(record("a"), base::Bytes(30, static_cast<std::uint8_t>(i))));
      QVERIFY(store->add(record("large"), base::Bytes(101, 9)));
      for (int i = 0; i < 5; ++i)
        QCOMPARE(fs::exists(folder / "pictures" / named(i)), i >= 2);
      QVERIFY(recordsIn(folder).back().picture.empty());
    }
    // What was there before counts as well.
    const auto store = FeedbackStore::open(folder, {.keepPictures = true, .pictures = limits}).value();
    for (std::uint8_t i = 10; i < 20; ++i)
      QVERIFY(store->add(record("b"), base::Bytes(1, i)));
    QCOMPARE(filesIn(folder / "pictures").size(), std::size_t{4});
  }

  void manyThreadsAndAReader()
  {
    const auto folder = fresh();
    const auto store = FeedbackStore::open(folder, {.maxFileBytes = 4000, .maxFiles = 1000, .pictures = {}}).value();
    std::atomic<bool> writing = true;
    std::atomic<std::size_t> damaged = 0;
    std::thread reader([&] {
      while (writing)
        damaged += feedback::readRecords(folder, [](const Record&) {}).value().damaged;
    });
    std::vector<std::thread> writers;
    for (int t = 0; t < 8; ++t)
      writers.emplace_back([&, t] {
        for (int i = 0; i < 40; ++i)
          if (!store->add(record(std::to_string(t))))
            ++damaged;
      });
    for (auto& writer : writers)
      writer.join();
    writing = false;
    reader.join();
    QCOMPARE(damaged.load(), std::size_t{0});
    std::map<std::string, int> counts;
    for (const auto& id : idsIn(folder))
      ++counts[id];
    QCOMPARE(counts.size(), std::size_t{8});
    for (const auto& [id, count] : counts)
      QCOMPARE(count, 40);
  }

private:
  /// A folder that is not there yet.
  fs::path fresh() { return fs::path(m_folder.path().toStdString()) / std::to_string(++m_folders); }

  QTemporaryDir m_folder;
  int m_folders = 0;
};

QTEST_GUILESS_MAIN(FeedbackStoreTest)
#include "FeedbackStoreTest.moc"
