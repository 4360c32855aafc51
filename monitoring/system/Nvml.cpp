#include "monitoring/system/Nvml.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <dlfcn.h>

namespace numeral::system {
namespace {

// As nvml.h has them; they are its binary interface and do not change.
constexpr int kSuccess = 0;
constexpr int kTemperatureOfGpu = 0;
constexpr unsigned kNameLength = 96;
constexpr double kPercent = 100;
constexpr double kMilliwatts = 1000;

using Device = struct NvmlDevice*;
struct Utilization {
  unsigned gpu;
  unsigned memory;
};
struct Memory {
  unsigned long long total;
  unsigned long long free;
  unsigned long long used;
};

struct CloseLibrary {
  void operator()(void* library) const { dlclose(library); }
};

} // namespace

class Nvml::Impl {
public:
  /// Null where the library lacks something, or finds no driver.
  static std::unique_ptr<Impl> open(const std::string& name)
  {
    std::unique_ptr<void, CloseLibrary> library(dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (!library)
      return nullptr;
    std::unique_ptr<Impl> made(new Impl(std::move(library)));
    if (!made->isComplete() || made->m_init() != kSuccess)
      return nullptr;
    made->m_started = true;
    return made;
  }

  ~Impl()
  {
    if (m_started)
      m_shutdown();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::vector<report::Gpu> read() const
  {
    std::vector<report::Gpu> gpus;
    unsigned count = 0;
    if (m_count(&count) != kSuccess)
      return gpus;
    for (unsigned i = 0; i < std::min(count, kMaxGpus); ++i) {
      Device device = nullptr;
      if (m_handle(i, &device) == kSuccess)
        gpus.push_back(readOne(i, device));
    }
    return gpus;
  }

private:
  explicit Impl(std::unique_ptr<void, CloseLibrary> library) : m_library(std::move(library)) {}

  /// Those without which nothing is told.
  bool isComplete() const
  {
    return m_init != nullptr && m_shutdown != nullptr && m_count != nullptr && m_handle != nullptr;
  }

  report::Gpu readOne(unsigned index, Device device) const
  {
    report::Gpu gpu;
    gpu.id = std::to_string(index);
    std::array<char, kNameLength> name{};
    if (m_name != nullptr && m_name(device, name.data(), kNameLength - 1) == kSuccess)
      gpu.name = name.data();
    Utilization utilization{};
    if (m_utilization != nullptr && m_utilization(device, &utilization) == kSuccess)
      gpu.utilization = utilization.gpu / kPercent;
    Memory memory{};
    if (m_memory != nullptr && m_memory(device, &memory) == kSuccess) {
      gpu.memoryUsed = memory.used;
      gpu.memoryTotal = memory.total;
    }
    unsigned value = 0;
    if (m_temperature != nullptr && m_temperature(device, kTemperatureOfGpu, &value) == kSuccess)
      gpu.temperature = value;
    if (m_power != nullptr && m_power(device, &value) == kSuccess)
      gpu.power = value / kMilliwatts;
    return gpu;
  }

  template <class Function> Function* find(const char* name) const
  {
    return reinterpret_cast<Function*>(dlsym(m_library.get(), name));
  }

  std::unique_ptr<void, CloseLibrary> m_library; ///< before what is found in it
  int (*m_init)() = find<int()>("nvmlInit_v2");
  int (*m_shutdown)() = find<int()>("nvmlShutdown");
  int (*m_count)(unsigned*) = find<int(unsigned*)>("nvmlDeviceGetCount_v2");
  int (*m_handle)(unsigned, Device*) = find<int(unsigned, Device*)>("nvmlDeviceGetHandleByIndex_v2");
  int (*m_name)(Device, char*, unsigned) = find<int(Device, char*, unsigned)>("nvmlDeviceGetName");
  int (*m_utilization)(Device, Utilization*) = find<int(Device, Utilization*)>("nvmlDeviceGetUtilizationRates");
  int (*m_memory)(Device, Memory*) = find<int(Device, Memory*)>("nvmlDeviceGetMemoryInfo");
  int (*m_temperature)(Device, int, unsigned*) = find<int(Device, int, unsigned*)>("nvmlDeviceGetTemperature");
  int (*m_power)(Device, unsigned*) = find<int(Device, unsigned*)>("nvmlDeviceGetPowerUsage");
  bool m_started = false;
};

Nvml::Nvml(const std::string& library) : m_impl(Impl::open(library)) {}

Nvml::~Nvml() = default;

std::vector<report::Gpu> Nvml::read() const { return m_impl ? m_impl->read() : std::vector<report::Gpu>(); }

} // namespace numeral::system
