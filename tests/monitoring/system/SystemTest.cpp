/// Text as kernels write it, folders that stand for /proc, and the real one.
#include <cmath>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include "monitoring/system/Container.h"
#include "monitoring/system/Devices.h"
#include "monitoring/system/Nvml.h"
#include "monitoring/system/SystemMonitor.h"
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

/// A container's own group of version 2, with half of 1.5 processors used in ten seconds.
void writeV2(const std::filesystem::path& group, int microseconds)
{
  write(group / "cpu.max", "150000 100000\n");
  write(group / "cpu.stat", "usage_usec " + std::to_string(microseconds) +
                                "\nuser_usec 5\nsystem_usec 5\nnr_periods 40\nnr_throttled 7\n"
                                "throttled_usec 2500000\n");
  write(group / "memory.max", "1000000\n");
  write(group / "memory.current", "700000\n");
  write(group / "memory.stat", "anon 1\nfile 3\ninactive_file 200000\n");
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

  void aGroupOfVersion2()
  {
    const QTemporaryDir folder;
    const Folders folders{pathOf(folder) / "proc", pathOf(folder) / "cgroup", {}};
    writeV2(folders.cgroup, 1'000'000);
    report::ContainerUse use = readContainer(folders);
    QCOMPARE(use.cpuLimit.value_or(0), 1.5);
    QCOMPARE(use.cpuSeconds.value_or(0), 1.0);
    QCOMPARE(use.cpuPeriods.value_or(0), std::uint64_t{40});
    QCOMPARE(use.throttledPeriods.value_or(0), std::uint64_t{7});
    QCOMPARE(use.throttledSeconds.value_or(0), 2.5);
    QCOMPARE(use.memoryLimit.value_or(0), std::uint64_t{1'000'000});
    QCOMPARE(use.memoryUsed.value_or(0), std::uint64_t{500'000}); // without the cache

    // Outside of a container the group is further down.
    write(folders.proc / "self/cgroup", "0::/system.slice/numerald.service\n");
    writeV2(folders.cgroup / "system.slice/numerald.service", 3'000'000);
    write(folders.cgroup / "system.slice/numerald.service/cpu.max", "max 100000\n");
    use = readContainer(folders);
    QCOMPARE(use.cpuSeconds.value_or(0), 3.0);
    QVERIFY(!use.cpuLimit);
    QVERIFY(!use.cpuPeriods); // nothing is limited, so nothing is throttled
  }

  void aGroupOfVersion1()
  {
    const QTemporaryDir folder;
    const Folders folders{pathOf(folder) / "proc", pathOf(folder) / "cgroup", {}};
    write(folders.proc / "self/cgroup", "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n1:name=systemd:/\n");
    write(folders.cgroup / "cpu/cpu.cfs_quota_us", "50000\n");
    write(folders.cgroup / "cpu/cpu.cfs_period_us", "100000\n");
    write(folders.cgroup / "cpu/cpu.stat", "nr_periods 9\nnr_throttled 2\nthrottled_time 1500000000\n");
    write(folders.cgroup / "cpuacct/cpuacct.usage", "2500000000\n");
    write(folders.cgroup / "memory/memory.limit_in_bytes", "5000\n");
    write(folders.cgroup / "memory/memory.usage_in_bytes", "9000\n");
    write(folders.cgroup / "memory/docker/abc/memory.limit_in_bytes", "1000\n");
    write(folders.cgroup / "memory/docker/abc/memory.usage_in_bytes", "800\n");
    write(folders.cgroup / "memory/docker/abc/memory.stat", "inactive_file 999\ntotal_inactive_file 300\n");
    report::ContainerUse use = readContainer(folders);
    QCOMPARE(use.cpuLimit.value_or(0), 0.5);
    QCOMPARE(use.cpuSeconds.value_or(0), 2.5);
    QCOMPARE(use.cpuPeriods.value_or(0), std::uint64_t{9});
    QCOMPARE(use.throttledPeriods.value_or(0), std::uint64_t{2});
    QCOMPARE(use.throttledSeconds.value_or(0), 1.5);
    QCOMPARE(use.memoryLimit.value_or(0), std::uint64_t{1000});
    QCOMPARE(use.memoryUsed.value_or(0), std::uint64_t{500});
    write(folders.cgroup / "cpu/cpu.cfs_quota_us", "-1\n");
    use = readContainer(folders);
    QVERIFY(!use.cpuLimit);
    QVERIFY(!use.throttledSeconds);
  }

  void disksThatAreReal()
  {
    const QTemporaryDir folder;
    const Folders folders{pathOf(folder) / "proc", pathOf(folder) / "cgroup", pathOf(folder) / "sys"};
    const auto mounted = pathOf(folder) / "with space";
    std::filesystem::create_directories(mounted);
    write(pathOf(folder) / "hosts", "");
    const std::string point = pathOf(folder).string() + "/with\\040space";
    for (const char* other : {"far", "elsewhere"})
      std::filesystem::create_directories(pathOf(folder) / other);
    const std::string root = pathOf(folder).string();
    std::string mounts = "22 27 0:21 / /proc rw,relatime - proc proc rw\n";
    mounts += "27 1 254:0 / " + point + " rw shared:1 master:2 - ext4 /dev/vda rw,discard\n";
    mounts += "28 1 254:0 /etc/hosts " + root + "/hosts rw - ext4 /dev/vda rw\n";
    mounts += "29 1 254:0 /deeper " + point + "/not-there rw - ext4 /dev/vda rw\n";
    mounts += "30 1 0:44 / " + root + "/far rw - nfs4 server:/export rw\n";
    mounts += "31 1 0:45 / " + root + "/elsewhere rw - overlay overlay rw\nnonsense\n";
    write(folders.proc / "self/mountinfo", mounts);
    const auto disks = readDisks(folders);
    QCOMPARE(disks.size(), std::size_t{1});
    QCOMPARE(disks[0].device, std::string("/dev/vda"));
    QCOMPARE(disks[0].mountpoint, mounted.string());
    QVERIFY(disks[0].total > 0 && disks[0].free <= disks[0].total);
    const double full = report::fullness(disks[0]);
    QVERIFY(full > 0 && full <= 1);
    // Whoever makes mounts by the hundred makes no series by the hundred.
    std::string many;
    for (int i = 0; i < 100; ++i) {
      const std::string one = pathOf(folder).string() + "/disk" + std::to_string(i);
      std::filesystem::create_directories(one);
      many += "1 1 8:" + std::to_string(i) + " / " + one + " rw - xfs /dev/sd" + std::to_string(i) + " rw\n";
    }
    write(folders.proc / "self/mountinfo", many);
    QCOMPARE(readDisks(folders).size(), kMaxDevices);
  }

  void theDiskOfAFolder()
  {
    const QTemporaryDir folder;
    const auto missing = pathOf(folder) / "not/yet/there";
    const auto disk = diskOf(missing);
    QVERIFY(disk.has_value());
    QCOMPARE(disk->mountpoint, missing.string());
    QCOMPARE(disk->total, diskOf(pathOf(folder))->total);
  }

  void trafficOfWholeDisks()
  {
    const QTemporaryDir folder;
    const Folders folders{pathOf(folder) / "proc", {}, pathOf(folder) / "sys"};
    for (const char* name : {"vda", "loop0", "zram0"})
      std::filesystem::create_directories(folders.sys / "block" / name);
    write(folders.proc / "diskstats", "   7       0 loop0 1 2 3 4 5 6 7 8 0 0 0\n"
                                      " 253       0 zram0 1 2 3 4 5 6 7 8 0 0 0\n"
                                      " 254       0 vda 100 5 4000 77 60 6 900 88 0 0 0 0 0\n"
                                      " 254       1 vda1 90 5 3000 77 50 6 800 88 0 0 0 0 0\n"
                                      " 254       2 vdb 1 2 3\n");
    const auto disks = readDiskTraffic(folders);
    QCOMPARE(disks.size(), std::size_t{1});
    QCOMPARE(disks[0].device, std::string("vda"));
    QCOMPARE(disks[0].readCount, std::uint64_t{100});
    QCOMPARE(disks[0].readBytes, std::uint64_t{4000 * 512});
    QCOMPARE(disks[0].writtenCount, std::uint64_t{60});
    QCOMPARE(disks[0].writtenBytes, std::uint64_t{900 * 512});
  }

  void trafficOfInterfaces()
  {
    const QTemporaryDir folder;
    const Folders folders{pathOf(folder) / "proc", {}, {}};
    std::string text = "Inter-|   Receive                                      |  Transmit\n"
                       " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets\n"
                       "  eth0: 1000 10 0 0 0 0 0 0 2000 20 0 0 0 0 0 0\n"
                       "vethab12:  1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n"
                       "  lo:5 6 0 0 0 0 0 0 7 8 0 0 0 0 0 0\n";
    write(folders.proc / "self/net/dev", text);
    auto interfaces = readNetwork(folders);
    QCOMPARE(interfaces.size(), std::size_t{2});
    QCOMPARE(interfaces[0].interface, std::string("eth0"));
    QCOMPARE(interfaces[0].receivedBytes, std::uint64_t{1000});
    QCOMPARE(interfaces[0].receivedPackets, std::uint64_t{10});
    QCOMPARE(interfaces[0].sentBytes, std::uint64_t{2000});
    QCOMPARE(interfaces[1].sentPackets, std::uint64_t{8});
    for (int i = 0; i < 100; ++i)
      text += " br" + std::to_string(i) + ": 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n";
    write(folders.proc / "self/net/dev", text);
    QCOMPARE(readNetwork(folders).size(), kMaxDevices);
  }

  void processorsOfTheMachine()
  {
    const auto processors = parseCpuInfo("processor\t: 0\nphysical id\t: 0\ncore id\t\t: 0\n\n"
                                         "processor\t: 1\nphysical id\t: 0\ncore id\t\t: 0\n\n"
                                         "processor\t: 2\nphysical id\t: 1\ncore id\t\t: 0\n");
    QCOMPARE(processors.logical, 3);
    QCOMPARE(processors.cores, 2);
    QCOMPARE(parseBootTime("cpu 1 2\nbtime 1700000000\n").value_or(0), 1.7e9);
  }

  void theMonitorReadsOnceASecond()
  {
    const QTemporaryDir folder;
    const Folders folders{pathOf(folder) / "proc", pathOf(folder) / "cgroup", pathOf(folder) / "sys"};
    write(folders.proc / "stat", std::string(kStat) + "btime 1700000000\n");
    write(folders.proc / "meminfo", kMemInfo);
    write(folders.proc / "self/stat", kProcess);
    write(folders.proc / "self/limits", "Limit                     Soft Limit           Hard Limit           Units\n"
                                        "Max open files            1024                 4096                 files\n"
                                        "Max address space         unlimited            unlimited            bytes\n");
    writeV2(folders.cgroup, 1'000'000);
    base::TimePoint time{};
    SystemMonitor monitor(
        folders, [&time] { return time; }, "/nowhere.so");
    time += std::chrono::seconds(10);
    writeV2(folders.cgroup, 8'500'000); // 7.5 of 15
    report::System system = monitor.state();
    QCOMPARE(system.cpuUtilization.value_or(-1), 0.5);
    QCOMPARE(system.memoryUtilization.value_or(-1), 0.5);
    QVERIFY(system.process.has_value());
    QCOMPARE(system.process->cpuSeconds, 3.0);
    QCOMPARE(system.process->startTime, 1'700'000'012.34);
    QCOMPARE(system.process->virtualBytes, std::uint64_t{900'000'000});
    QCOMPARE(system.process->threads, std::uint64_t{9});
    QCOMPARE(system.process->maxFiles.value_or(0), std::uint64_t{1024});
    QVERIFY(!system.process->maxVirtualBytes);
    QVERIFY(system.gpus.empty());

    writeV2(folders.cgroup, 16'000'000);
    time += std::chrono::milliseconds(900);
    QCOMPARE(monitor.state().container.cpuSeconds.value_or(0), 8.5); // still that of before
    time += std::chrono::milliseconds(100);
    system = monitor.state();
    QCOMPARE(system.container.cpuSeconds.value_or(0), 16.0);
    QCOMPARE(system.cpuUtilization.value_or(-1), 1.0); // no more than all

    std::filesystem::remove_all(folders.cgroup); // without a container the host counts
    write(folders.proc / "stat", "cpu  1150 20 300 5050 80 5 15 10\nbtime 1700000000\n");
    time += std::chrono::seconds(1);
    system = monitor.state();
    QCOMPARE(system.cpuUtilization.value_or(-1), 0.75);
    QVERIFY(std::abs(system.memoryUtilization.value_or(-1) - (8152856.0 - 4083172.0) / 8152856.0) < 1e-9);
  }

  /// No GPU is needed: a library of the test's own has the functions of NVIDIA's, and two cards.
  void cardsOfTheDriversLibrary()
  {
    const auto gpus = Nvml(NUMERAL_FAKE_NVML).read();
    QCOMPARE(gpus.size(), std::size_t{2});
    QCOMPARE(gpus[0].id, std::string("0"));
    QCOMPARE(gpus[0].name, std::string("Card 0"));
    QCOMPARE(gpus[0].utilization.value_or(-1), 0.37);
    QCOMPARE(gpus[0].memoryTotal.value_or(0), std::uint64_t{8} << 30U);
    QCOMPARE(gpus[0].memoryUsed.value_or(0), std::uint64_t{3} << 30U);
    QCOMPARE(gpus[0].temperature.value_or(0), 61.0);
    QCOMPARE(gpus[0].power.value_or(0), 123.456);
    QCOMPARE(gpus[1].name, std::string("Card 1"));
    QVERIFY(!gpus[1].power.has_value()); // the second one does not tell
    QVERIFY(gpus[1].temperature.has_value());
    QVERIFY(Nvml("/nowhere/libnvidia-ml.so.1").read().empty());
    QVERIFY(Nvml("libz.so.1").read().empty()); // a library, but not that one
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
    SystemMonitor monitor({"/nowhere", "/nowhere", "/nowhere"}, base::Steady::now, "/nowhere");
    const report::System system = monitor.state();
    QVERIFY(!system.process && !system.cpuUtilization && !system.memoryUtilization);
    QVERIFY(system.disks.empty() && system.diskTraffic.empty() && system.network.empty() && system.gpus.empty());
  }

  void theRealMonitor()
  {
    SystemMonitor monitor;
    const report::System system = monitor.state();
    QVERIFY(system.process.has_value());
    QVERIFY(system.process->virtualBytes > system.process->residentBytes);
    QVERIFY(system.process->startTime > 1.6e9);
    QVERIFY(system.process->cpuSeconds > 0 || system.process->openFiles.value_or(0) >= 3);
    QVERIFY(system.memoryUtilization.value_or(-1) > 0);
    QVERIFY(system.logicalProcessors >= 1);
    QVERIFY(system.disks.size() <= kMaxDevices);
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
