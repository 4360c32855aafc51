#include "monitoring/logging/Line.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>
#include <spdlog/pattern_formatter.h>

namespace numeral::logging {
namespace {

constexpr std::size_t kLevelWidth = 7; // "warning"

unsigned char byteAt(std::string_view text, std::size_t place) { return static_cast<unsigned char>(text[place]); }

/// Well-formed sequences. Source: Unicode 15.0, table 3-7.
struct Row {
  unsigned char firstLead;
  unsigned char lastLead;
  std::size_t length;
  unsigned char leastSecond;
  unsigned char mostSecond;
};
constexpr std::array kRows{
    Row{0xc2, 0xdf, 2, 0x80, 0xbf}, Row{0xe0, 0xe0, 3, 0xa0, 0xbf}, Row{0xe1, 0xec, 3, 0x80, 0xbf},
    Row{0xed, 0xed, 3, 0x80, 0x9f}, Row{0xee, 0xef, 3, 0x80, 0xbf}, Row{0xf0, 0xf0, 4, 0x90, 0xbf},
    Row{0xf1, 0xf3, 4, 0x80, 0xbf}, Row{0xf4, 0xf4, 4, 0x80, 0x8f},
};

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Bytes of the character in front; 0 where that is no UTF-8.
std::size_t characterLength(std::string_view text)
{
  const auto lead = byteAt(text, 0);
  if (lead < 0x80)
    return 1;
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [lead](const Row& known) { return lead >= known.firstLead && lead <= known.lastLead; });
  if (row == kRows.end() || text.size() < row->length)
    return 0;
  const bool fits =
      byteAt(text, 1) >= row->leastSecond && byteAt(text, 1) <= row->mostSecond &&
      std::all_of(text.begin() + 2, text.begin() + static_cast<std::ptrdiff_t>(row->length), isContinuation);
  return fits ? row->length : 0;
}

/// Controls (C0, DEL, C1), U+2028 and U+2029, and what changes the direction of writing.
bool isHostile(std::string_view character)
{
  const auto lead = byteAt(character, 0);
  if (character.size() == 1)
    return lead < 0x20 || lead == 0x7f;
  const auto second = byteAt(character, 1);
  if (character.size() == 2)
    return lead == 0xc2 && second < 0xa0;
  const auto third = byteAt(character, 2);
  return lead == 0xe2 &&
         ((second == 0x80 && third >= 0xa8 && third <= 0xae) || (second == 0x81 && third >= 0xa6 && third <= 0xa9));
}

bool isPlain(char c) { return c >= 0x20 && c < 0x7f; }

void appendHex(std::string& text, std::string_view bytes)
{
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text.append({'\\', 'x', kHex[byte >> 4], kHex[byte & 15]});
  }
}

/// Not cut through a character.
std::string bounded(std::string_view text)
{
  std::size_t end = kMaxText;
  while (end > kMaxText - 4 && isContinuation(text[end]))
    --end;
  return std::string(text.substr(0, end)) + "... (" + std::to_string(text.size() - end) + " bytes more)";
}

std::string escapedWhole(std::string_view text)
{
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), isPlain) - text.begin());
    safe += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty())
      break;
    const auto length = characterLength(text);
    const auto character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0 || isHostile(character))
      appendHex(safe, character);
    else
      safe += character;
    text.remove_prefix(character.size());
  }
  return safe;
}

void appendWhole(std::string& json, std::string_view text)
{
  const auto isBare = [](char c) { return isPlain(c) && c != '"' && c != '\\'; };
  if (std::all_of(text.begin(), text.end(), isBare))
    json.append("\"").append(text).append("\"");
  else
    json += nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

void appendValue(std::string& line, const Field& field, bool json)
{
  constexpr std::string_view kBare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/-";
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    const bool bare = !json && !text->empty() && text->find_first_not_of(kBare) == std::string_view::npos;
    if (bare && text->size() <= kMaxText)
      line += *text;
    else
      appendJsonString(line, *text);
  } else if (const auto* number = std::get_if<double>(&field.value)) {
    appendJsonNumber(line, *number);
  } else {
    line += std::to_string(std::get<std::int64_t>(field.value));
  }
}

void appendWords(std::string& line, const Message& message)
{
  line += escaped(message.words);
  for (const auto& field : message.fields) {
    if (field.said)
      continue;
    line.append(" ").append(field.name).append("=");
    appendValue(line, field, false);
  }
  line += '\n';
}

/// One a thread: the formatter keeps the last second's text and is not to be shared.
void appendTime(std::string& line, std::chrono::system_clock::time_point time)
{
  thread_local spdlog::pattern_formatter formatter("%Y-%m-%dT%H:%M:%S.%eZ", spdlog::pattern_time_type::utc, "");
  spdlog::memory_buf_t text;
  formatter.format({time, {}, {}, spdlog::level::info, {}}, text);
  line.append(text.data(), text.size());
}

} // namespace

std::string escaped(std::string_view text)
{
  return text.size() > kMaxText ? escapedWhole(bounded(text)) : escapedWhole(text);
}

void appendJsonString(std::string& json, std::string_view text)
{
  if (text.size() > kMaxText)
    appendWhole(json, bounded(text));
  else
    appendWhole(json, text);
}

void appendJsonNumber(std::string& json, double value)
{
  if (std::isfinite(value))
    spdlog::fmt_lib::format_to(std::back_inserter(json), "{}", value);
  else
    json += "null";
}

std::string textLine(const Message& message)
{
  std::string line;
  appendTime(line, message.time);
  line.append(" ").append(name(message.level));
  line.append(1 + kLevelWidth - name(message.level).size(), ' ');
  appendWords(line, message);
  return line;
}

std::string jsonLine(const Message& message)
{
  std::string line = R"({"time":")";
  appendTime(line, message.time);
  line.append(R"(","level":")").append(name(message.level)).append(R"(","message":)");
  appendJsonString(line, message.words);
  for (const auto& field : message.fields) {
    line.append(",\"").append(field.name).append("\":");
    appendValue(line, field, true);
  }
  return line + "}\n";
}

std::string syslogLine(const Message& message)
{
  std::string line;
  appendWords(line, message);
  return line;
}

} // namespace numeral::logging
