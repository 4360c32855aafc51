#include <atomic>
#include <thread>

#include <QTest>

#include "monitoring/logging/Log.h"
#include "monitoring/logging/LogRing.h"

using numeral::logging::Level;
using numeral::logging::Log;
using numeral::logging::LogRing;
using RecordLevel = numeral::report::LogRecord::Level;

class LogRingTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void whatStdoutDoesNotShowIsKept()
  {
    LogRing ring(10);
    Log log(Level::Off, &ring);
    QVERIFY(log.shows(Level::Debug));
    QVERIFY(!log.shows(Level::Trace));
    log.write(Level::Trace, "nothing");
    log.write(Level::Debug, "one\nline");
    log.tell(Level::Error, "two");
    const auto taken = ring.take();
    QCOMPARE(taken.records.size(), std::size_t{2});
    QCOMPARE(taken.records[0].level, RecordLevel::Debug);
    QCOMPARE(taken.records[0].text, std::string("one\\x0aline"));
    QVERIFY(taken.records[0].time > 1.6e9);
    QCOMPARE(taken.records[1].level, RecordLevel::Error);
    QVERIFY(ring.take().records.empty());
  }

  void theOldestGoAndAreCounted()
  {
    LogRing ring(3);
    for (int i = 0; i < 8; ++i)
      ring.push({RecordLevel::Info, 0, std::to_string(i)});
    const auto taken = ring.take();
    QCOMPARE(taken.missed, std::size_t{5});
    QCOMPARE(taken.records.size(), std::size_t{3});
    QCOMPARE(taken.records.front().text, std::string("5"));
    QCOMPARE(taken.records.back().text, std::string("7"));
    QCOMPARE(ring.take().missed, std::size_t{0});
  }

  void itWakesOnceUntilItIsEmptied()
  {
    LogRing ring(3);
    int woken = 0;
    ring.setWake([&] { ++woken; });
    for (int i = 0; i < 8; ++i)
      ring.push({});
    QCOMPARE(woken, 1);
    ring.take();
    ring.push({});
    QCOMPARE(woken, 2);
    ring.setWake({});
    ring.take();
    ring.push({});
    QCOMPARE(woken, 2);
  }

  void nothingIsLostAmongThreads()
  {
    LogRing ring(100);
    std::atomic<bool> done = false;
    std::size_t seen = 0;
    std::thread taker([&] {
      for (bool last = false; !last;) {
        last = done;
        const auto taken = ring.take();
        seen += taken.records.size() + taken.missed;
      }
    });
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i) {
      writers.emplace_back([&] {
        for (int k = 0; k < 5000; ++k)
          ring.push({});
      });
    }
    for (std::thread& writer : writers)
      writer.join();
    done = true;
    taker.join();
    QCOMPARE(seen, std::size_t{20000});
  }
};

QTEST_GUILESS_MAIN(LogRingTest)
#include "LogRingTest.moc"
