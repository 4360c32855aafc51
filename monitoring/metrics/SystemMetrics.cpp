#include "monitoring/metrics/SystemMetrics.h"

#include <utility>

#include <prometheus/collectable.h>

#include "monitoring/metrics/FamilyList.h"
#include "monitoring/metrics/Registration.h"
#include "monitoring/metrics/SystemMetricNames.h"

namespace numeral::metrics {
namespace {

std::optional<double> percent(std::optional<double> share)
{
  constexpr double kPercent = 100;
  return share ? std::optional(*share * kPercent) : std::nullopt;
}

void addHost(FamilyList& list, const report::System& system)
{
  list.gauge(kApiCpu, percent(system.cpuUtilization));
  list.gauge(kApiMemory, percent(system.memoryUtilization));
  const report::Load& load = system.load;
  list.gauge(kCpuUsage, percent(load.hostCpu));
  if (load.hostMemoryTotal == 0)
    return;
  list.gauge(kRamUsage, percent(static_cast<double>(load.hostMemoryUsed) / static_cast<double>(load.hostMemoryTotal)));
  list.gauge(kRamUsed, load.hostMemoryUsed);
  list.gauge(kRamTotal, load.hostMemoryTotal);
}

void addDevices(FamilyList& list, const report::System& system)
{
  for (const auto& disk : system.disks) {
    const FamilyList::Labels labels{{"device", disk.device}, {"mountpoint", disk.mountpoint}};
    list.gauge(kDiskUsage, percent(report::fullness(disk)), labels);
    list.gauge(kDiskFree, disk.free, labels);
    list.gauge(kDiskTotal, disk.total, labels);
  }
  for (const auto& disk : system.diskTraffic) {
    const FamilyList::Labels labels{{"device", disk.device}};
    list.counter(kDiskReadBytes, disk.readBytes, labels);
    list.counter(kDiskWriteBytes, disk.writtenBytes, labels);
    list.counter(kDiskReads, disk.readCount, labels);
    list.counter(kDiskWrites, disk.writtenCount, labels);
  }
  for (const auto& network : system.network) {
    const FamilyList::Labels labels{{"interface", network.interface}};
    list.counter(kNetworkSentBytes, network.sentBytes, labels);
    list.counter(kNetworkReceivedBytes, network.receivedBytes, labels);
    list.counter(kNetworkSentPackets, network.sentPackets, labels);
    list.counter(kNetworkReceivedPackets, network.receivedPackets, labels);
  }
  for (const auto& gpu : system.gpus) {
    const FamilyList::Labels labels{{"gpu_id", gpu.id}};
    list.gauge(kGpuUtilization, percent(gpu.utilization), labels);
    list.gauge(kGpuMemoryUsed, gpu.memoryUsed, labels);
    list.gauge(kGpuMemoryTotal, gpu.memoryTotal, labels);
    list.gauge(kGpuTemperature, gpu.temperature, labels);
    list.gauge(kGpuPower, gpu.power, labels);
  }
}

void addContainer(FamilyList& list, const report::ContainerUse& container)
{
  list.gauge(kContainerCpuLimit, container.cpuLimit);
  list.counter(kContainerPeriods, container.cpuPeriods);
  list.counter(kContainerThrottled, container.throttledPeriods);
  list.counter(kContainerThrottledTime, container.throttledSeconds);
  list.gauge(kContainerMemoryLimit, container.memoryLimit);
  if (container.memoryLimit)
    list.gauge(kContainerMemoryUsed, container.memoryUsed);
}

void addProcess(FamilyList& list, const report::ProcessUse& process)
{
  list.counter(kProcessCpu, process.cpuSeconds);
  list.gauge(kProcessOpenFiles, process.openFiles);
  list.gauge(kProcessMaxFiles, process.maxFiles);
  list.gauge(kProcessVirtual, process.virtualBytes);
  list.gauge(kProcessMaxVirtual, process.maxVirtualBytes);
  list.gauge(kProcessResident, process.residentBytes);
  list.gauge(kProcessStart, process.startTime);
  list.gauge(kProcessThreads, process.threads);
}

} // namespace

class SystemMetrics::Impl final : public prometheus::Collectable {
public:
  Impl(Registry& registry, std::function<report::System()> read)
      : m_read(std::move(read)), m_registration(registry, *this)
  {
  }

  std::vector<prometheus::MetricFamily> Collect() const override
  {
    const report::System system = m_read();
    FamilyList list;
    addHost(list, system);
    addDevices(list, system);
    addContainer(list, system.container);
    if (system.process)
      addProcess(list, *system.process);
    return list.take();
  }

private:
  const std::function<report::System()> m_read;
  const Registration m_registration;
};

SystemMetrics::SystemMetrics(Registry& registry, std::function<report::System()> read)
    : m_impl(std::make_unique<Impl>(registry, std::move(read)))
{
}

SystemMetrics::~SystemMetrics() = default;

} // namespace numeral::metrics
