#include "monitoring/system/ProcFiles.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>
#include <utility>

namespace numeral::system {
namespace {

constexpr std::string_view kBlank = " \t\n";

/// Takes the next word away from the front; empty at the end.
std::string_view takeWord(std::string_view& text)
{
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kBlank));
  text.remove_prefix(word.size());
  return word;
}

std::optional<std::uint64_t> number(std::string_view word)
{
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || error != std::errc() || end != word.data() + word.size())
    return std::nullopt;
  return value;
}

/// Takes the next line away from the front, without its end.
std::string_view takeLine(std::string_view& text)
{
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

/// What stands behind a name at the start of a line, up to the end of the text.
std::optional<std::string_view> behind(std::string_view text, std::string_view name)
{
  auto at = text.find(name);
  while (at != std::string_view::npos && at > 0 && text[at - 1] != '\n')
    at = text.find(name, at + 1);
  if (at == std::string_view::npos)
    return std::nullopt;
  return text.substr(at + name.size());
}

/// "MemTotal:  123 kB" in bytes.
std::optional<std::uint64_t> kibibytes(std::string_view text, std::string_view name)
{
  auto rest = behind(text, name);
  const auto value = rest ? number(takeWord(*rest)) : std::nullopt;
  if (!value || *value > std::numeric_limits<std::uint64_t>::max() / 1024)
    return std::nullopt;
  return *value * 1024;
}

/// "a\\040b" to "a b": the kernel writes blanks and backslashes so.
std::string unescaped(std::string_view word)
{
  constexpr std::size_t kDigits = 3;
  constexpr int kOctal = 8;
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    unsigned char byte = 0;
    const std::string_view digits = word.substr(std::min(word.size(), i + 1), kDigits);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, kOctal);
    const bool escape = word[i] == '\\' && error == std::errc() && end == digits.data() + kDigits;
    text += escape ? static_cast<char>(byte) : word[i];
    i += escape ? kDigits : 0;
  }
  return text;
}

/// So many numbers from the front of the text; nothing where it has not as many.
template <std::size_t N> std::optional<std::array<std::uint64_t, N>> numbers(std::string_view text)
{
  std::array<std::uint64_t, N> values{};
  for (std::uint64_t& value : values) {
    const auto read = number(takeWord(text));
    if (!read)
      return std::nullopt;
    value = *read;
  }
  return values;
}

} // namespace

std::optional<CpuTicks> parseStat(std::string_view text)
{
  if (takeWord(text) != "cpu")
    return std::nullopt;
  // user nice system idle iowait irq softirq steal
  const auto ticks = numbers<8>(text);
  if (!ticks)
    return std::nullopt;
  CpuTicks sum;
  for (const std::uint64_t tick : *ticks)
    sum.total += tick;
  const std::uint64_t idle = (*ticks)[3] + (*ticks)[4];
  sum.busy = sum.total - idle;
  return sum;
}

std::optional<MemoryBytes> parseMemInfo(std::string_view text)
{
  const auto total = kibibytes(text, "MemTotal:");
  const auto available = kibibytes(text, "MemAvailable:");
  if (!total || !available || *available > *total)
    return std::nullopt;
  return MemoryBytes{*total, *available};
}

std::optional<ProcessFigures> parseProcessStat(std::string_view text)
{
  const auto name = text.rfind(')');
  if (name == std::string_view::npos)
    return std::nullopt;
  text.remove_prefix(name + 1);
  // proc(5) counts from 1, and the state behind the name is the third.
  constexpr std::size_t kFirst = 4;
  constexpr std::size_t kUserTime = 14;
  constexpr std::size_t kSystemTime = 15;
  constexpr std::size_t kThreads = 20;
  constexpr std::size_t kStart = 22;
  constexpr std::size_t kVirtual = 23;
  constexpr std::size_t kResident = 24;
  takeWord(text); // the state
  std::array<std::uint64_t, kResident - kFirst + 1> fields{};
  for (std::uint64_t& field : fields) {
    const std::string_view word = takeWord(text);
    if (word.empty())
      return std::nullopt;
    field = number(word).value_or(0); // some may be negative; none of ours
  }
  return ProcessFigures{fields[kUserTime - kFirst] + fields[kSystemTime - kFirst],
                        static_cast<int>(fields[kThreads - kFirst]), fields[kResident - kFirst],
                        fields[kVirtual - kFirst], fields[kStart - kFirst]};
}

std::optional<double> parseBootTime(std::string_view text)
{
  const auto seconds = parseField(text, "btime");
  return seconds ? std::optional(static_cast<double>(*seconds)) : std::nullopt;
}

Processors parseCpuInfo(std::string_view text)
{
  Processors processors;
  std::set<std::pair<std::string_view, std::string_view>> cores;
  std::string_view package;
  while (!text.empty()) {
    const std::string_view line = takeLine(text);
    std::string_view value = line.substr(std::min(line.size(), line.find(':') + 1));
    if (line.starts_with("processor"))
      ++processors.logical;
    else if (line.starts_with("physical id"))
      package = takeWord(value);
    else if (line.starts_with("core id"))
      cores.emplace(package, takeWord(value));
  }
  processors.cores = static_cast<int>(cores.size());
  return processors;
}

std::vector<Mount> parseMounts(std::string_view text)
{
  std::vector<Mount> mounts;
  while (!text.empty()) {
    // id parent device root point options [optional …] - type source …
    std::string_view line = takeLine(text);
    takeWord(line);
    takeWord(line);
    Mount mount;
    mount.device = takeWord(line);
    takeWord(line);
    mount.point = unescaped(takeWord(line));
    const auto dash = line.find(" - ");
    if (dash == std::string_view::npos)
      continue;
    line.remove_prefix(dash + 3);
    mount.type = takeWord(line);
    mount.source = unescaped(takeWord(line));
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

std::vector<report::DiskTraffic> parseDiskStats(std::string_view text)
{
  constexpr std::uint64_t kSector = 512; // whatever the disk's own is
  std::vector<report::DiskTraffic> disks;
  while (!text.empty()) {
    std::string_view line = takeLine(text);
    takeWord(line); // major
    takeWord(line); // minor
    std::string device(takeWord(line));
    // reads merged sectors milliseconds writes merged sectors
    if (const auto counts = numbers<7>(line))
      disks.push_back({std::move(device), (*counts)[2] * kSector, (*counts)[0], (*counts)[6] * kSector, (*counts)[4]});
  }
  return disks;
}

std::vector<report::NetworkTraffic> parseNetDev(std::string_view text)
{
  std::vector<report::NetworkTraffic> interfaces;
  while (!text.empty()) {
    std::string_view line = takeLine(text);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
      continue; // the two lines of headings
    std::string_view name = line.substr(0, colon);
    // received: bytes packets errs drop fifo frame compressed multicast, sent: bytes packets
    if (const auto counts = numbers<10>(line.substr(colon + 1)))
      interfaces.push_back({std::string(takeWord(name)), (*counts)[8], (*counts)[9], (*counts)[0], (*counts)[1]});
  }
  return interfaces;
}

std::string parseCgroup(std::string_view text, std::string_view controller)
{
  while (!text.empty()) {
    // number:controllers:path
    std::string_view line = takeLine(text);
    line.remove_prefix(std::min(line.size(), line.find(':') + 1));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
      continue;
    const std::string controllers = "," + std::string(line.substr(0, colon)) + ",";
    if (controllers.find("," + std::string(controller) + ",") != std::string::npos)
      return std::string(line.substr(colon + 1));
  }
  return {};
}

std::optional<std::uint64_t> parseField(std::string_view text, std::string_view name)
{
  auto rest = behind(text, std::string(name) + " ");
  return rest ? number(takeWord(*rest)) : std::nullopt;
}

std::optional<double> parseCpuMax(std::string_view text)
{
  const auto values = numbers<2>(text);
  if (!values || (*values)[1] == 0)
    return std::nullopt;
  return static_cast<double>((*values)[0]) / static_cast<double>((*values)[1]);
}

std::optional<std::uint64_t> parseNumber(std::string_view text) { return number(takeWord(text)); }

std::optional<std::uint64_t> parseBytes(std::string_view text)
{
  constexpr std::uint64_t kUnlimitedV1 = std::uint64_t{1} << 60; // v1 writes the largest number of whole pages
  const auto value = number(takeWord(text));
  return value && *value < kUnlimitedV1 ? value : std::nullopt;
}

} // namespace numeral::system
