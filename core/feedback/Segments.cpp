#include "core/feedback/Segments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace numeral::feedback {
namespace {

constexpr std::string_view kPrefix = "feedback-";
constexpr std::string_view kSuffix = ".jsonl";

std::optional<std::size_t> numberOf(std::string_view name)
{
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix) || name.size() <= kPrefix.size() + kSuffix.size())
    return std::nullopt;
  const auto digits = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(number) : std::nullopt;
}

} // namespace

std::filesystem::path segmentPath(const std::filesystem::path& folder, std::size_t number)
{
  std::array<char, 32> digits{};
  std::snprintf(digits.data(), digits.size(), "%08zu", number);
  return folder / (std::string(kPrefix) + digits.data() + std::string(kSuffix));
}

base::Expected<std::vector<Segment>> segmentsIn(const std::filesystem::path& folder)
{
  std::vector<Segment> segments;
  std::error_code ec;
  for (std::filesystem::directory_iterator entry(folder, ec), end; !ec && entry != end; entry.increment(ec))
    if (const auto number = numberOf(entry->path().filename().native()))
      segments.push_back({*number, entry->path()});
  if (ec == std::errc::no_such_file_or_directory)
    return base::failure(base::ErrorCode::NotFound, folder.string() + " does not exist: no feedback was kept there.");
  if (ec)
    return base::failure(base::ErrorCode::Io, folder.string() + " cannot be read: " + ec.message() + ".");
  std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) { return a.number < b.number; });
  return segments;
}

} // namespace numeral::feedback
