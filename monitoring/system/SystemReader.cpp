#include "monitoring/system/SystemReader.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "core/base/Cpu.h"
#include "monitoring/system/Container.h"

namespace numeral::system {
namespace {

int openFiles(const std::filesystem::path& folder)
{
  std::error_code error;
  int count = 0;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    ++count;
  return std::max(0, count - 1); // without the one that counted
}

double processors()
{
  const double allowed = base::usableProcessors();
  return std::min(allowed, base::cpuQuota().value_or(allowed));
}

double share(double part, double whole) { return std::clamp(part / whole, 0.0, 1.0); }

} // namespace

SystemReader::SystemReader(Folders folders, base::SteadyNow now)
    : m_folders(std::move(folders)), m_now(std::move(now)), m_processors(processors())
{
}

report::Load SystemReader::read()
{
  report::Load load;
  load.processors = m_processors;
  const base::TimePoint now = m_now();

  const auto process = parseProcessStat(textOf(m_folders.proc / "self/stat"));
  if (process) {
    load.threads = process->threads;
    load.resident = process->residentPages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    const double seconds = base::secondsBetween(m_readAt, now);
    if (m_processTicks && seconds > 0) {
      const auto ticks = static_cast<double>(process->ticks) - static_cast<double>(*m_processTicks);
      const auto perSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
      load.processCpu = share(ticks / perSecond, seconds * m_processors);
    }
  }
  load.files = openFiles(m_folders.proc / "self/fd");

  const auto host = parseStat(textOf(m_folders.proc / "stat"));
  if (host && m_hostTicks && host->total > m_hostTicks->total && host->busy >= m_hostTicks->busy)
    load.hostCpu = share(static_cast<double>(host->busy - m_hostTicks->busy),
                         static_cast<double>(host->total - m_hostTicks->total));
  if (const auto memory = parseMemInfo(textOf(m_folders.proc / "meminfo"))) {
    load.hostMemoryTotal = memory->total;
    load.hostMemoryUsed = memory->total - memory->available;
  }

  const report::ContainerUse container = readContainer(m_folders);
  load.memoryLimit = container.memoryLimit;
  load.memoryUsed = container.memoryUsed;

  m_readAt = now;
  m_hostTicks = host;
  m_processTicks = process ? std::optional(process->ticks) : std::nullopt;
  return load;
}

} // namespace numeral::system
