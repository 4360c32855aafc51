/// What this process takes of the memory.
#pragma once

#include <fstream>
#include <string>

namespace numeral::test {

/// Resident memory, in MiB.
inline double residentMebibytes()
{
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") {
      double kibibytes = 0;
      status >> kibibytes;
      return kibibytes / 1024;
    }
  }
  return 0;
}

} // namespace numeral::test
