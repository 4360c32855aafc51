/// Reads what this process and its host use of processors and memory.
#pragma once

#include <optional>

#include "core/base/Clock.h"
#include "core/report/Load.h"
#include "monitoring/system/Folders.h"
#include "monitoring/system/ProcFiles.h"

namespace numeral::system {

/// Threads: one at a time.
class SystemReader {
public:
  explicit SystemReader(Folders folders = {}, base::SteadyNow now = base::Steady::now);

  /// CPU shares are those since the last call; the first call has none. What cannot be read is left out.
  report::Load read();

private:
  Folders m_folders;
  base::SteadyNow m_now;
  double m_processors; ///< that this process may use
  std::optional<CpuTicks> m_hostTicks;
  std::optional<std::uint64_t> m_processTicks;
  base::TimePoint m_readAt;
};

} // namespace numeral::system
