/// One place of the log: bounded, never in anybody's way, and whole at its end.
#include <QTest>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "monitoring/logging/LogSink.h"
#include "monitoring/logging/StreamOutput.h"

using namespace numeral;
using logging::LogSink;

namespace {

constexpr std::chrono::seconds kPatience{60};

/// Refuses as often as it is told to, and keeps the rest.
class Fussy final : public logging::Output {
public:
  struct Notes {
    std::atomic<int> refusals = 0;
    std::atomic<int> asked = 0;
    std::mutex mutex;
    std::string taken;
    std::string text()
    {
      const std::lock_guard lock(mutex);
      return taken;
    }
  };
  explicit Fussy(std::shared_ptr<Notes> notes) : m_notes(std::move(notes)) {}

  base::Expected<void> write(std::string_view& lines) override
  {
    ++m_notes->asked;
    if (m_notes->refusals > 0) {
      --m_notes->refusals;
      return base::failure(base::ErrorCode::Io, "not today");
    }
    const std::lock_guard lock(m_notes->mutex);
    m_notes->taken += lines;
    lines = {};
    return {};
  }

private:
  const std::shared_ptr<Notes> m_notes;
};

std::string gapLine(std::uint64_t lines) { return "gap " + std::to_string(lines) + "\n"; }

/// Reads until the other end is closed.
std::string readAll(int descriptor)
{
  std::string text;
  std::array<char, 65536> block{};
  for (ssize_t got = 0; (got = read(descriptor, block.data(), block.size())) > 0;)
    text.append(block.data(), static_cast<std::size_t>(got));
  return text;
}

} // namespace

class LogSinkTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void itsEndWritesWhatWaits()
  {
    const auto notes = std::make_shared<Fussy::Notes>();
    {
      LogSink sink(std::make_unique<Fussy>(notes), {});
      sink.hold(true);
      sink.push("one\n", false);
      sink.push("two\n", false);
    }
    QCOMPARE(notes->text(), std::string("one\ntwo\n"));
  }

  void afterItsEndItTakesNothing()
  {
    const auto notes = std::make_shared<Fussy::Notes>();
    LogSink sink(std::make_unique<Fussy>(notes), {});
    QCOMPARE(sink.finish(), std::uint64_t{0});
    sink.push("late\n", true);
    QCOMPARE(sink.state().dropped, std::uint64_t{1});
    QVERIFY(notes->text().empty());
  }

  void whatIsRefusedComesAgain()
  {
    const auto notes = std::make_shared<Fussy::Notes>();
    notes->refusals = 2;
    std::mutex mutex;
    std::vector<std::string> told;
    LogSink sink(std::make_unique<Fussy>(notes), {[&](const std::string& problem) {
                                                    const std::lock_guard lock(mutex);
                                                    told.push_back(problem);
                                                  },
                                                  {}});
    sink.push("one\n", true);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.state().up, 60'000);
    QCOMPARE(sink.state().problem, std::string("not today"));
    sink.push("two\n", true);
    QTRY_COMPARE_WITH_TIMEOUT(notes->text(), std::string("one\ntwo\n"), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(sink.state().up, 60'000);
    QCOMPARE(sink.state().written, std::uint64_t{2});
    QCOMPARE(sink.state().dropped, std::uint64_t{0});
    const std::lock_guard lock(mutex);
    QCOMPARE(told, (std::vector<std::string>{"not today", ""})); // once each, not at every try
  }

  void whatNeverGoesIsCountedAtTheEnd()
  {
    const auto notes = std::make_shared<Fussy::Notes>();
    notes->refusals = 1000;
    LogSink sink(std::make_unique<Fussy>(notes), {});
    sink.push("one\n", true);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.state().up, 60'000);
    sink.push("two\n", true);
    QCOMPARE(sink.finish(), std::uint64_t{2});
    QCOMPARE(sink.state().dropped, std::uint64_t{2});
  }

  /// Nobody waits, what does not fit is counted, and a line says where it is missing.
  void aStalledReaderHoldsNobodyUp()
  {
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe(pipe.data()), 0);
    LogSink sink(std::make_unique<logging::StreamOutput>(pipe[1]), {{}, gapLine});
    const auto line = std::string(999, 'x') + "\n";
    constexpr std::uint64_t kLines = 10'000; // 10 MB
    // More than a pipe holds: the writer stands still before the rest comes, so that what is missing is missing at the
    // end.
    constexpr std::uint64_t kFirst = 200;
    for (std::uint64_t i = 0; i < kFirst; ++i)
      sink.push(line, false);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.state().up, 60'000);
    for (std::uint64_t i = kFirst; i < kLines; ++i)
      sink.push(line, false);
    const auto dropped = sink.state().dropped;
    QVERIFY(dropped > 0);
    QCOMPARE(sink.state().problem, std::string("its reader has stopped reading"));

    std::string text;
    std::thread reader([&] { text = readAll(pipe[0]); });
    QTRY_VERIFY_WITH_TIMEOUT(sink.flush(kPatience), 60'000);
    QVERIFY(sink.state().up);
    QCOMPARE(sink.finish(), std::uint64_t{0});
    close(pipe[1]);
    reader.join();
    close(pipe[0]);
    const auto gap = gapLine(dropped);
    QVERIFY(text.ends_with(gap));
    QCOMPARE(text.size(), (kLines - dropped) * line.size() + gap.size());
  }

  /// Without the signal that would end the program.
  void aClosedPipeIsNoEnd()
  {
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe(pipe.data()), 0);
    close(pipe[0]);
    LogSink sink(std::make_unique<logging::StreamOutput>(pipe[1]), {});
    sink.push("hello\n", true);
    QTRY_VERIFY_WITH_TIMEOUT(!sink.state().up, 60'000);
    QCOMPARE(sink.state().problem, std::string("Broken pipe"));
    close(pipe[1]);
  }
};

QTEST_GUILESS_MAIN(LogSinkTest)
#include "LogSinkTest.moc"
