#include "monitoring/system/SystemMonitor.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "monitoring/system/Container.h"
#include "monitoring/system/Devices.h"
#include "monitoring/system/ProcFiles.h"
#include "monitoring/system/SystemReader.h"

namespace numeral::system {
namespace {

constexpr double kPeriod = 1; ///< seconds

std::optional<report::ProcessUse> readProcess(const Folders& folders, const report::Load& load)
{
  const auto figures = parseProcessStat(textOf(folders.proc / "self/stat"));
  const auto boot = parseBootTime(textOf(folders.proc / "stat"));
  if (!figures || !boot)
    return std::nullopt;
  const auto perSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
  report::ProcessUse use;
  use.cpuSeconds = static_cast<double>(figures->ticks) / perSecond;
  use.startTime = *boot + static_cast<double>(figures->startTicks) / perSecond;
  use.virtualBytes = figures->virtualBytes;
  use.residentBytes = load.resident;
  use.threads = static_cast<std::uint64_t>(figures->threads);
  const std::string limits = textOf(folders.proc / "self/limits");
  use.maxFiles = parseField(limits, "Max open files");
  use.maxVirtualBytes = parseField(limits, "Max address space");
  if (load.files > 0)
    use.openFiles = static_cast<std::uint64_t>(load.files);
  return use;
}

std::optional<double> memoryUtilization(const report::System& system)
{
  const auto share = [](std::uint64_t used, std::uint64_t total) {
    return std::clamp(static_cast<double>(used) / static_cast<double>(total), 0.0, 1.0);
  };
  const report::ContainerUse& container = system.container;
  if (container.memoryLimit && *container.memoryLimit > 0 && container.memoryUsed)
    return share(*container.memoryUsed, *container.memoryLimit);
  if (system.load.hostMemoryTotal > 0)
    return share(system.load.hostMemoryUsed, system.load.hostMemoryTotal);
  return std::nullopt;
}

} // namespace

class SystemMonitor::Impl {
public:
  Impl(Folders folders, base::SteadyNow now, std::string gpuLibrary)
      : m_folders(std::move(folders)), m_now(std::move(now)), m_gpuLibrary(std::move(gpuLibrary)),
        m_reader(m_folders, m_now), m_processors(parseCpuInfo(textOf(m_folders.proc / "cpuinfo")))
  {
    m_reader.read();
    m_cpuSeconds = readContainer(m_folders).cpuSeconds;
    m_readAt = m_now();
  }

  report::System state()
  {
    const std::lock_guard lock(m_mutex);
    const base::TimePoint now = m_now();
    if (!m_state || base::secondsBetween(m_readAt, now) >= kPeriod)
      m_state = read(now);
    return *m_state;
  }

private:
  report::System read(base::TimePoint now)
  {
    if (!m_gpus)
      m_gpus.emplace(m_gpuLibrary);
    report::System system;
    system.load = m_reader.read();
    system.process = readProcess(m_folders, system.load);
    system.container = readContainer(m_folders);
    system.cpuUtilization = cpuUtilization(system, base::secondsBetween(m_readAt, now));
    system.memoryUtilization = memoryUtilization(system);
    system.logicalProcessors = m_processors.logical;
    system.cores = m_processors.cores;
    system.disks = readDisks(m_folders);
    system.diskTraffic = readDiskTraffic(m_folders);
    system.network = readNetwork(m_folders);
    system.gpus = m_gpus->read();
    m_cpuSeconds = system.container.cpuSeconds;
    m_readAt = now;
    return system;
  }

  std::optional<double> cpuUtilization(const report::System& system, double seconds) const
  {
    const report::ContainerUse& container = system.container;
    if (!container.cpuLimit)
      return system.load.hostCpu;
    if (!container.cpuSeconds || !m_cpuSeconds || seconds <= 0)
      return system.load.processCpu;
    return std::clamp((*container.cpuSeconds - *m_cpuSeconds) / (seconds * *container.cpuLimit), 0.0, 1.0);
  }

  const Folders m_folders;
  const base::SteadyNow m_now;
  const std::string m_gpuLibrary;
  std::mutex m_mutex; ///< guards what follows
  SystemReader m_reader;
  const Processors m_processors;
  std::optional<Nvml> m_gpus;         ///< opened by the first reading: starting it takes a while
  std::optional<double> m_cpuSeconds; ///< of the container, at the last reading
  base::TimePoint m_readAt;
  std::optional<report::System> m_state;
};

SystemMonitor::SystemMonitor(Folders folders, base::SteadyNow now, std::string gpuLibrary)
    : m_impl(std::make_unique<Impl>(std::move(folders), std::move(now), std::move(gpuLibrary)))
{
}

SystemMonitor::~SystemMonitor() = default;

report::System SystemMonitor::state() { return m_impl->state(); }

} // namespace numeral::system
