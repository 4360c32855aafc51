/// Reads what process, container and host use, for all who watch: once a second at most, however many ask.
#pragma once

#include <memory>
#include <string>

#include "core/base/Clock.h"
#include "core/report/System.h"
#include "monitoring/system/Folders.h"
#include "monitoring/system/Nvml.h"

namespace numeral::system {

/// Threads: any; who asks may wait for another's reading.
class SystemMonitor {
public:
  explicit SystemMonitor(Folders folders = {}, base::SteadyNow now = base::Steady::now,
                         std::string gpuLibrary = kNvmlLibrary);
  ~SystemMonitor();

  /// Reads where the last reading is older than a second. Shares are those of the time between the last two readings,
  /// the first of which is made with this object. What cannot be read is left out.
  report::System state();

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::system
