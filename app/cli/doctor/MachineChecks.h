/// Checks of the machine or the container: whether the program runs well on it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/cli/doctor/Finding.h"
#include "core/report/Load.h"

namespace numeral::cli::doctor {

/// `maps`: /proc/self/maps, which names the libraries that are loaded.
Finding checkBlas(std::string_view maps);

struct Processors {
  int online = 1;
  int usable = 1;
  std::optional<double> quota; ///< of the cgroup
};
Finding checkProcessors(const Processors& processors);

Finding checkInstructions(bool hasAvx2);

Finding checkMemory(const report::Load& load);

/// `soft`: open files that the system allows this process.
Finding checkOpenFiles(unsigned long long soft);

struct ClockState {
  double now = 0;           ///< Unix time
  double programBuilt = 0;  ///< of the program's own file
  bool synchronised = true; ///< as the kernel knows it
};
Finding checkClock(const ClockState& clock);

/// `display`: DISPLAY or WAYLAND_DISPLAY, empty for none.
Finding checkDisplay(const std::string& display);

Processors readProcessors();
bool hasAvx2();
unsigned long long readOpenFiles();
ClockState readClock();
std::string readDisplay();
std::string readMaps();

} // namespace numeral::cli::doctor
