#include "app/cli/doctor/MachineChecks.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include "core/base/Clock.h"
#include "core/base/Cpu.h"

namespace numeral::cli::doctor {
namespace {

constexpr std::uint64_t kMebi = 1u << 20;

/// The line's path, where its file is called like `name`.
std::string loadedLibrary(std::string_view maps, std::string_view name)
{
  for (std::size_t at = maps.find(name); at != std::string_view::npos; at = maps.find(name, at + 1)) {
    const std::size_t lineStart = maps.rfind('\n', at) == std::string_view::npos ? 0 : maps.rfind('\n', at) + 1;
    const std::string_view line = maps.substr(lineStart, maps.find('\n', at) - lineStart);
    const std::size_t path = line.find('/');
    if (path != std::string_view::npos && line.find(name, line.rfind('/')) != std::string_view::npos)
      return std::string(line.substr(path));
  }
  return {};
}

std::string shortNumber(double value)
{
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g", value);
  return text.data();
}

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes / kMebi) + " MiB"; }

} // namespace

Finding checkBlas(std::string_view maps)
{
  const char* const check = "BLAS";
  if (const auto mkl = loadedLibrary(maps, "/libmkl_"); !mkl.empty())
    return {State::Ok, check, "Intel's MKL: " + mkl, {}};
  const auto open = loadedLibrary(maps, "/libopenblas");
  if (open.find("openblas-openmp") != std::string::npos || open.find("libopenblaso") != std::string::npos)
    return {State::Problem, check,
            "OpenBLAS in its OpenMP build (" + open + "), beside which the server cannot start its threads.",
            "Debian: apt-get install libopenblas0-pthread, and apt-get remove libopenblas0-openmp."};
  if (!open.empty())
    return {State::Ok, check, "OpenBLAS: " + open, {}};
  const auto generic = loadedLibrary(maps, "/libblas");
  return {State::Warning, check,
          generic.empty() ? std::string("No BLAS library is known by its name here.")
                          : "The generic BLAS (" + generic + "), with which a model takes several times as long.",
          "Debian: apt-get install libopenblas0-pthread. Nothing needs to be built anew."};
}

Finding checkProcessors(const Processors& processors)
{
  const char* const check = "processors";
  std::string found = std::to_string(processors.usable) + " of " + std::to_string(processors.online) + " can be used";
  if (!processors.quota)
    return {State::Ok, check, found + ".", {}};
  found += "; the container is granted the time of " + shortNumber(*processors.quota) + ".";
  if (*processors.quota < 1)
    return {State::Warning, check, found, "Grant it one at least (--cpus 1), or answers wait for their share of time."};
  return {State::Ok, check, found, {}};
}

Finding checkInstructions(bool avx2)
{
  if (avx2)
    return {State::Ok, "AVX2", "The processor has it.", {}};
  return {State::Warning, "AVX2", "The processor does not have it, so a model takes longer.",
          "In a virtual machine, pass the host's processor through (CPU type host)."};
}

Finding checkMemory(const report::Load& load)
{
  constexpr std::uint64_t kTooLittle = 384 * kMebi; // numerald alone takes 250
  constexpr std::uint64_t kLittle = 768 * kMebi;
  std::uint64_t free = load.hostMemoryTotal - std::min(load.hostMemoryTotal, load.hostMemoryUsed);
  std::string found = mebibytes(free) + " of " + mebibytes(load.hostMemoryTotal) + " are free";
  std::uint64_t most = load.hostMemoryTotal;
  if (load.memoryLimit && *load.memoryLimit < load.hostMemoryTotal) {
    most = *load.memoryLimit;
    free = std::min(free, most - std::min(most, load.memoryUsed.value_or(0)));
    found += "; the container may have " + mebibytes(most);
  }
  const Finding finding{State::Ok, "memory", found + ".", {}};
  if (load.hostMemoryTotal == 0)
    return {State::Note, "memory", "The system does not tell how much there is.", {}};
  if (most < kTooLittle)
    return {State::Problem, "memory", finding.found,
            "numerald needs about 250 MiB and large images more: give 768 MiB."};
  if (free < kLittle)
    return {State::Warning, "memory", finding.found, "Large images may not fit. Give 768 MiB, or lower --max-pixels."};
  return finding;
}

Finding checkOpenFiles(unsigned long long soft)
{
  constexpr unsigned long long kTooFew = 256;
  constexpr unsigned long long kFew = 1024;
  const std::string found = std::to_string(soft) + " may be open at once.";
  if (soft < kTooFew)
    return {State::Problem, "open files", found, "Each connection is one. Raise it: ulimit -n 4096, or LimitNOFILE=."};
  if (soft < kFew)
    return {State::Warning, "open files", found, "Many clients at once are refused. Raise it: ulimit -n 4096."};
  return {State::Ok, "open files", soft == RLIM_INFINITY ? std::string("No limit.") : found, {}};
}

Finding checkClock(const ClockState& clock)
{
  const char* const check = "clock";
  const auto seconds = static_cast<std::time_t>(clock.now);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 64> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%d %H:%M UTC", &utc);
  constexpr double kDay = 86'400;
  if (clock.now + kDay < clock.programBuilt)
    return {State::Warning, check, std::string("It says ") + date.data() + ", which is before this program was built.",
            "Set it (timedatectl set-ntp true): logs and metrics carry its time, and TLS depends on it."};
  if (!clock.synchronised)
    return {State::Note, check, std::string("It says ") + date.data() + "; nothing here keeps it exact (no NTP).", {}};
  return {State::Ok, check, std::string(date.data()) + ".", {}};
}

Finding checkDisplay(const std::string& display)
{
  if (display.empty())
    return {State::Note, "display", "None, which only the window (numeral) needs.", {}};
  return {State::Ok, "display", display + ".", {}};
}

Processors readProcessors()
{
  return {static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)), base::usableProcessors(), base::cpuQuota()};
}

bool hasAvx2()
{
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0;
#else
  return true; // asked of no other processor
#endif
}

unsigned long long readOpenFiles()
{
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

ClockState readClock()
{
  ClockState clock;
  clock.now = base::unixTime();
  struct stat file {};
  if (::stat("/proc/self/exe", &file) == 0)
    clock.programBuilt = static_cast<double>(file.st_mtim.tv_sec);
  timex state{};
  const int answer = ::adjtimex(&state);
  clock.synchronised = answer != TIME_ERROR && answer >= 0;
  return clock;
}

std::string readDisplay()
{
  for (const char* variable : {"WAYLAND_DISPLAY", "DISPLAY"})
    if (const char* value = std::getenv(variable); value != nullptr && *value != '\0')
      return std::string(variable) + "=" + value;
  return {};
}

std::string readMaps()
{
  std::ifstream file("/proc/self/maps");
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace numeral::cli::doctor
