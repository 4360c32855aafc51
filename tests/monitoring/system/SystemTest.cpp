/// Text as kernels write it, folders that stand for /proc, and the real one.
#include <cmath>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "monitoring/system/SystemReader.h"

using namespace numeral;
using namespace numeral::system;

namespace {

constexpr const char* kStat = "cpu  1000 20 300 5000 80 5 15 10 7 3\ncpu0 500 10 150 2500 40 2 8 5 0 0\nintr 5\n";
constexpr const char* kMemInfo = "MemTotal:        8152856 kB\nMemFree:          306116 kB\n"
                                 "MemAvailable:    4083172 kB\nBuffers:          190032 kB\n";
constexpr const char* kProcess = "4711 (a (b) c) S 1 4711 4711 0 -1 4194560 9000 0 3 0 250 50 0 0 20 0 9 0 1234 "
                                 "900000000 2500 18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0\n";

void write(const std::filesystem::path& path, const std::string& text)
{
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

std::filesystem::path pathOf(const QTemporaryDir& folder) { return folder.path().toStdString(); }

} // namespace

class SystemTest final : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void processorsOfTheHost()
  {
    const auto ticks = parseStat(kStat);
    QVERIFY(ticks);
    QCOMPARE(ticks->total, std::uint64_t{6430});
    QCOMPARE(ticks->busy, std::uint64_t{1350});
  }

  void memoryOfTheHost()
  {
    const auto memory = parseMemInfo(kMemInfo);
    QVERIFY(memory);
    QCOMPARE(memory->total, std::uint64_t{8152856} * 1024);
    QCOMPARE(memory->available, std::uint64_t{4083172} * 1024);
  }

  void aProgramWithBracketsInItsName()
  {
    const auto process = parseProcessStat(kProcess);
    QVERIFY(process);
    QCOMPARE(process->ticks, std::uint64_t{300});
    QCOMPARE(process->threads, 9);
    QCOMPARE(process->residentPages, std::uint64_t{2500});
  }

  void whatIsNoNumberIsLeftOut()
  {
    for (const char* text : {"", "cpu", "cpu 1 2 3", "cpu 1 2 3 4 5 6 7 x", "intr 1 2 3 4 5 6 7 8 9"})
      QVERIFY2(!parseStat(text), text);
    for (const char* text : {"", "MemTotal: 5 kB", "MemTotal: x kB\nMemAvailable: 5 kB",
                             "MemTotal: 5 kB\nMemAvailable: 6 kB", "XMemTotal: 5 kB\nMemAvailable: 1 kB"})
      QVERIFY2(!parseMemInfo(text), text);
    for (const char* text : {"", "1 (x", "1 (x) S 1 2 3", ")"})
      QVERIFY2(!parseProcessStat(text), text);
  }

  void limits()
  {
    QCOMPARE(parseBytes("536870912\n").value_or(0), std::uint64_t{536870912});
    QVERIFY(!parseBytes("max\n"));
    QVERIFY(!parseBytes("9223372036854771712\n")); // version 1, no limit
    QVERIFY(!parseBytes(""));
    QVERIFY(!parseBytes("-5"));
  }

  void sharesAreThoseBetweenTwoReadings()
  {
    const QTemporaryDir folder;
    const auto proc = pathOf(folder) / "proc";
    write(proc / "stat", kStat);
    write(proc / "meminfo", kMemInfo);
    write(proc / "self/stat", kProcess);
    base::TimePoint time{};
    SystemReader reader({proc, pathOf(folder) / "cgroup"}, [&time] { return time; });
    report::Load load = reader.read();
    QVERIFY(!load.processCpu);
    QVERIFY(!load.hostCpu);
    QCOMPARE(load.hostMemoryUsed, std::uint64_t{8152856 - 4083172} * 1024);
    QVERIFY(!load.memoryLimit);

    time += std::chrono::seconds(10);
    write(proc / "stat", "cpu  1150 20 300 5050 80 5 15 10\n"); // 150 busy of 200
    std::string later = kProcess;
    later.replace(later.find("250 50"), 6, "300 50"); // half a second at 100 ticks
    write(proc / "self/stat", later);
    load = reader.read();
    QCOMPARE(load.hostCpu.value_or(-1), 0.75);
    QVERIFY(std::abs(load.processCpu.value_or(-1) - 0.05 / load.processors) < 1e-9);
  }

  void containersOfBothVersions()
  {
    const QTemporaryDir folder;
    const auto two = pathOf(folder) / "two";
    write(two / "memory.max", "1000000\n");
    write(two / "memory.current", "250000\n");
    report::Load load = SystemReader({pathOf(folder), two}).read();
    QCOMPARE(load.memoryLimit.value_or(0), std::uint64_t{1000000});
    QCOMPARE(load.memoryUsed.value_or(0), std::uint64_t{250000});
    const auto one = pathOf(folder) / "one";
    write(one / "memory/memory.limit_in_bytes", "9223372036854771712\n");
    write(one / "memory/memory.usage_in_bytes", "5000\n");
    load = SystemReader({pathOf(folder), one}).read();
    QVERIFY(!load.memoryLimit);
    QCOMPARE(load.memoryUsed.value_or(0), std::uint64_t{5000});
  }

  void aMachineThatTellsNothing()
  {
    SystemReader reader({"/nowhere", "/nowhere"});
    reader.read();
    const report::Load load = reader.read();
    QVERIFY(!load.processCpu);
    QVERIFY(!load.hostCpu);
    QCOMPARE(load.resident, std::uint64_t{0});
    QCOMPARE(load.files, 0);
  }

  void theRealOne()
  {
    SystemReader reader;
    reader.read();
    report::Load load;
    bool known = false; // two readings within one tick have none
    QTRY_VERIFY(known = known || (load = reader.read()).hostCpu.has_value());
    QVERIFY(load.processCpu.has_value());
    QVERIFY(*load.processCpu >= 0 && *load.processCpu <= 1);
    QVERIFY(load.resident > 1'000'000);
    QVERIFY(load.threads >= 1);
    QVERIFY(load.files >= 3);
    QVERIFY(load.hostMemoryUsed > 0 && load.hostMemoryUsed < load.hostMemoryTotal);
    const int before = load.files;
    const std::ifstream open("/proc/self/stat");
    QCOMPARE(reader.read().files, before + 1);
  }
};

QTEST_GUILESS_MAIN(SystemTest)
#include "SystemTest.moc"
