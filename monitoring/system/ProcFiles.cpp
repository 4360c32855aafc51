#include "monitoring/system/ProcFiles.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>

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

/// "MemTotal:  123 kB" in bytes.
std::optional<std::uint64_t> kibibytes(std::string_view text, std::string_view name)
{
  auto at = text.find(name);
  while (at != std::string_view::npos && at > 0 && text[at - 1] != '\n')
    at = text.find(name, at + 1);
  if (at == std::string_view::npos)
    return std::nullopt;
  text.remove_prefix(at + name.size());
  const auto value = number(takeWord(text));
  if (!value || *value > std::numeric_limits<std::uint64_t>::max() / 1024)
    return std::nullopt;
  return *value * 1024;
}

} // namespace

std::optional<CpuTicks> parseStat(std::string_view text)
{
  if (takeWord(text) != "cpu")
    return std::nullopt;
  // user nice system idle iowait irq softirq steal
  std::array<std::uint64_t, 8> ticks{};
  for (std::uint64_t& tick : ticks) {
    const auto value = number(takeWord(text));
    if (!value)
      return std::nullopt;
    tick = *value;
  }
  CpuTicks sum;
  for (const std::uint64_t tick : ticks)
    sum.total += tick;
  const std::uint64_t idle = ticks[3] + ticks[4];
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
  constexpr int kUserTime = 14;
  constexpr int kSystemTime = 15;
  constexpr int kThreads = 20;
  constexpr int kResident = 24;
  ProcessFigures figures;
  for (int field = 3; field <= kResident; ++field) {
    const std::string_view word = takeWord(text);
    if (field != kUserTime && field != kSystemTime && field != kThreads && field != kResident)
      continue;
    const auto value = number(word);
    if (!value)
      return std::nullopt;
    if (field == kThreads)
      figures.threads = static_cast<int>(*value);
    else if (field == kResident)
      figures.residentPages = *value;
    else
      figures.ticks += *value;
  }
  return figures;
}

std::optional<std::uint64_t> parseBytes(std::string_view text)
{
  constexpr std::uint64_t kUnlimitedV1 = std::uint64_t{1} << 60; // v1 writes the largest number of whole pages
  const auto value = number(takeWord(text));
  return value && *value < kUnlimitedV1 ? value : std::nullopt;
}

} // namespace numeral::system
