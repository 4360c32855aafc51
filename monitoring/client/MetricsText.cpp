#include "monitoring/client/MetricsText.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace numeral::client {
namespace {

using base::ErrorCode;
using base::failure;

constexpr std::string_view kBlank = " \t\r";

void skipBlank(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size())); }

bool take(std::string_view& text, char wanted)
{
  if (!text.starts_with(wanted))
    return false;
  text.remove_prefix(1);
  return true;
}

std::string_view takeName(std::string_view& text)
{
  const auto isPart = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
  };
  const auto end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), isPart) - text.begin());
  const std::string_view name = text.substr(0, end);
  text.remove_prefix(end);
  return name;
}

/// Up to and with the closing quote.
std::optional<std::string> takeValue(std::string_view& text)
{
  std::string value;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"')
      return value;
    if (c != '\\') {
      value += c;
      continue;
    }
    if (text.empty())
      return std::nullopt;
    value += text.front() == 'n' ? '\n' : text.front();
    text.remove_prefix(1);
  }
  return std::nullopt;
}

/// Behind the opening bracket; up to and with the closing one.
bool takeLabels(std::string_view& text, Sample& sample)
{
  for (skipBlank(text); !take(text, '}'); skipBlank(text)) {
    if (sample.labels.size() == kMaxLabels)
      return false;
    const std::string_view name = takeName(text);
    skipBlank(text);
    if (name.empty() || !take(text, '='))
      return false;
    skipBlank(text);
    if (!take(text, '"'))
      return false;
    auto value = takeValue(text);
    if (!value)
      return false;
    sample.labels.emplace_back(name, std::move(*value));
    skipBlank(text);
    if (!take(text, ',') && !text.starts_with('}'))
      return false;
  }
  return true;
}

bool takeNumber(std::string_view& text, double& value)
{
  take(text, '+'); // from_chars knows no "+Inf"
  const std::string_view word = text.substr(0, text.find_first_of(kBlank));
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  text.remove_prefix(word.size());
  return !word.empty() && error == std::errc() && end == word.data() + word.size();
}

bool parseLine(std::string_view line, Sample& sample)
{
  sample.labels.clear();
  sample.name = takeName(line);
  if (sample.name.empty())
    return false;
  skipBlank(line);
  if (take(line, '{') && !takeLabels(line, sample))
    return false;
  skipBlank(line);
  if (!takeNumber(line, sample.value))
    return false;
  skipBlank(line);
  double timestamp = 0;
  if (!line.empty() && !takeNumber(line, timestamp))
    return false;
  skipBlank(line);
  return line.empty();
}

} // namespace

std::string_view Sample::label(std::string_view labelName) const
{
  const auto found =
      std::find_if(labels.begin(), labels.end(), [&](const auto& pair) { return pair.first == labelName; });
  return found == labels.end() ? std::string_view() : found->second;
}

base::Expected<void> readMetrics(std::string_view text, const std::function<void(const Sample&)>& onSample)
{
  Sample sample;
  std::size_t samples = 0;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    skipBlank(line);
    if (line.empty() || line.front() == '#')
      continue;
    if (++samples > kMaxSamples)
      return failure(ErrorCode::TooManyBytes, "There are more than " + std::to_string(kMaxSamples) + " metrics.");
    if (!parseLine(line, sample))
      return failure(ErrorCode::InvalidArgument, "Line " + std::to_string(number) + " is no metric.");
    onSample(sample);
  }
  return {};
}

} // namespace numeral::client
