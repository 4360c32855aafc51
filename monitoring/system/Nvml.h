/// Reads NVIDIA's GPUs by the driver's own library, where there is one; no GPU is no error.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/report/System.h"

namespace numeral::system {

inline constexpr const char* kNvmlLibrary = "libnvidia-ml.so.1";
inline constexpr unsigned kMaxGpus = 16;

/// Opens the library while running, so that nothing is linked and nothing has to be installed.
/// Threads: one at a time.
/// Source: NVIDIA's NVML API reference.
class Nvml {
public:
  explicit Nvml(const std::string& library = kNvmlLibrary);
  ~Nvml();

  /// Empty without library, driver or GPU. What a GPU does not tell is left out.
  std::vector<report::Gpu> read() const;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl; ///< null: there is no library, or it does not work
};

} // namespace numeral::system
