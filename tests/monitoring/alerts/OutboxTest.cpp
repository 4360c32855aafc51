/// Messages are delivered by a thread of their own, tried again, and never without bound.
#include <QTest>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "monitoring/alerts/Outbox.h"
#include "monitoring/alerts/Watch.h"

using namespace numeral;
using alerts::Message;
using alerts::Outbox;
using base::ErrorCode;

namespace {

constexpr std::chrono::milliseconds kNoPause{1};

/// Answers each attempt as told; what it was not told goes well.
class Recorder {
public:
  explicit Recorder(std::vector<std::optional<ErrorCode>> answers = {}, Outbox::Config config = {64, 4, kNoPause})
      : m_answers(std::move(answers))
  {
    m_outbox.emplace(
        config, [this](const Message& message, const std::function<bool()>& giveUp) { return send(message, giveUp); },
        [this](const Message&, const base::Expected<void>& result) {
          const std::lock_guard lock(m_mutex);
          m_results.push_back(result ? std::nullopt : std::optional(result.error().code));
          m_changed.notify_all();
        });
  }

  void put(const std::string& subject) { m_outbox->put({subject, {}, {}}); }
  void end() { m_outbox.reset(); }

  /// Waits until so many are done with.
  std::vector<std::optional<ErrorCode>> results(std::size_t count)
  {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_results.size() >= count; });
    return m_results;
  }
  std::vector<std::string> attempts()
  {
    const std::lock_guard lock(m_mutex);
    return m_attempts;
  }
  void hold()
  {
    const std::lock_guard lock(m_mutex);
    m_held = true;
  }
  /// Until one is being sent.
  void waitForAttempt()
  {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return !m_attempts.empty(); });
  }
  void release()
  {
    const std::lock_guard lock(m_mutex);
    m_held = false;
    m_changed.notify_all();
  }

private:
  base::Expected<void> send(const Message& message, const std::function<bool()>& giveUp)
  {
    std::unique_lock lock(m_mutex);
    m_attempts.push_back(message.subject);
    m_changed.notify_all();
    while (m_held && !giveUp())
      m_changed.wait_for(lock, kNoPause);
    const auto attempt = m_attempts.size() - 1;
    if (attempt >= m_answers.size() || !m_answers[attempt])
      return {};
    return base::failure(*m_answers[attempt], "no");
  }

  std::vector<std::optional<ErrorCode>> m_answers;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<std::string> m_attempts;
  std::vector<std::optional<ErrorCode>> m_results;
  bool m_held = false;
  std::optional<Outbox> m_outbox;
};

using Results = std::vector<std::optional<ErrorCode>>;

} // namespace

class OutboxTest : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void inTheirOrder()
  {
    Recorder recorder;
    for (const char* subject : {"a", "b", "c"})
      recorder.put(subject);
    QVERIFY((recorder.results(3) == Results{{}, {}, {}}));
    QVERIFY((recorder.attempts() == std::vector<std::string>{"a", "b", "c"}));
  }

  void whatMayGoBetterIsTriedAgain()
  {
    Recorder recorder({ErrorCode::Io, ErrorCode::QueueFull, ErrorCode::DeadlineExceeded, {}});
    recorder.put("a");
    QVERIFY((recorder.results(1) == Results{{}}));
    QCOMPARE(recorder.attempts().size(), std::size_t{4});
  }

  void butNotForEver()
  {
    Recorder recorder({ErrorCode::Io, ErrorCode::Io, ErrorCode::Io, ErrorCode::Io, {}});
    recorder.put("a");
    recorder.put("b");
    QVERIFY((recorder.results(2) == Results{ErrorCode::Io, {}}));
    QCOMPARE(recorder.attempts().size(), std::size_t{5});
  }

  void aRefusalIsFinal()
  {
    Recorder recorder({ErrorCode::InvalidArgument});
    recorder.put("a");
    QVERIFY((recorder.results(1) == Results{ErrorCode::InvalidArgument}));
    QCOMPARE(recorder.attempts().size(), std::size_t{1});
  }

  void aFullQueueRefuses()
  {
    Recorder recorder({}, {2, 1, kNoPause});
    recorder.hold();
    recorder.put("under way");
    recorder.waitForAttempt();
    for (const char* subject : {"a", "b", "too many"})
      recorder.put(subject); // returns at once
    QVERIFY((recorder.results(1) == Results{ErrorCode::QueueFull}));
    recorder.release();
    QVERIFY((recorder.results(4) == Results{ErrorCode::QueueFull, {}, {}, {}}));
  }

  void theEndWaitsForNobody()
  {
    Recorder recorder({ErrorCode::Io}, {8, 3, std::chrono::hours(1)});
    recorder.put("a"); // tried again in an hour
    recorder.waitForAttempt();
    recorder.put("b");
    recorder.end();
    QVERIFY((recorder.results(2) == Results{ErrorCode::Cancelled, ErrorCode::Cancelled}));

    Recorder hanging;
    hanging.hold();
    hanging.put("a");
    hanging.waitForAttempt();
    hanging.end(); // giveUp says so
    QCOMPARE(hanging.results(1).size(), std::size_t{1});
  }

  void aWatchGoesOnUntilItsEnd()
  {
    std::mutex mutex;
    std::condition_variable changed;
    int count = 0;
    const auto waitFor = [&](int wanted) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return count >= wanted; });
    };
    {
      const alerts::Watch watch(kNoPause, [&] {
        const std::lock_guard lock(mutex);
        ++count;
        changed.notify_all();
      });
      waitFor(3);
    }
    QVERIFY(count >= 3);
    const alerts::Watch slow(std::chrono::hours(1), [&] {
      const std::lock_guard lock(mutex);
      count = 1000;
      changed.notify_all();
    });
    waitFor(1000); // the first time at once; and its end does not wait an hour
  }
};

QTEST_GUILESS_MAIN(OutboxTest)
#include "OutboxTest.moc"
