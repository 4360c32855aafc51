#include "app/service/EnvFile.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "core/base/Files.h"

namespace numeral::service {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;
constexpr std::string_view kBlank = " \t\r";

std::string_view trimmed(std::string_view text)
{
  const auto first = text.find_first_not_of(kBlank);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool isName(std::string_view name)
{
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

char unescaped(char c)
{
  switch (c) {
  case 'n': return '\n';
  case 't': return '\t';
  default: return c;
  }
}

/// Takes the quoted text away from the front, with its quotes; nothing where they are not closed.
std::optional<std::string> takeQuoted(std::string_view& text)
{
  const char quote = text.front();
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      text.remove_prefix(i + 1);
      return value;
    }
    const bool escapes = quote == '"' && text[i] == '\\' && i + 1 < text.size();
    value += escapes ? unescaped(text[++i]) : text[i];
  }
  return std::nullopt;
}

tl::unexpected<const char*> wrong(const char* words) { return tl::unexpected<const char*>(words); }

/// In the words of what is wrong.
tl::expected<std::string, const char*> valueOf(std::string_view text)
{
  text = trimmed(text);
  if (text.starts_with('"') || text.starts_with('\'')) {
    auto value = takeQuoted(text);
    if (!value)
      return wrong("its quotes are not closed");
    text = trimmed(text);
    if (!text.empty() && !text.starts_with('#'))
      return wrong("something stands behind its quotes");
    return *value;
  }
  if (text.starts_with('#'))
    return std::string();
  const auto comment = std::min(text.find(" #"), text.find("\t#"));
  return std::string(trimmed(text.substr(0, comment)));
}

tl::expected<EnvEntry, const char*> entryOf(std::string_view line)
{
  constexpr std::string_view kExport = "export";
  if (line.starts_with(kExport) && line.size() > kExport.size() &&
      kBlank.find(line[kExport.size()]) != std::string_view::npos)
    line = trimmed(line.substr(kExport.size()));
  const auto sign = line.find('=');
  if (sign == std::string_view::npos)
    return wrong("it has no '='");
  const auto name = trimmed(line.substr(0, sign));
  if (!isName(name))
    return wrong("a name is made of letters, digits and '_', and begins with no digit");
  if (line.find('\0') != std::string_view::npos)
    return wrong("it holds a NUL");
  return valueOf(line.substr(sign + 1)).map([&](std::string value) {
    return EnvEntry{std::string(name), std::move(value), 0};
  });
}

} // namespace

base::Expected<std::vector<EnvEntry>> parseEnv(std::string_view text, const std::string& source)
{
  std::vector<EnvEntry> entries;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.starts_with('#'))
      continue;
    auto entry = entryOf(line);
    if (!entry)
      return base::failure(base::ErrorCode::InvalidArgument,
                           source + ":" + std::to_string(number) + " is no KEY=VALUE: " + entry.error() + ".");
    entry->line = number;
    std::erase_if(entries, [&](const EnvEntry& known) { return known.name == entry->name; });
    entries.push_back(std::move(*entry));
  }
  return entries;
}

base::Expected<std::vector<EnvEntry>> readEnvFile(const std::filesystem::path& path)
{
  return base::readFile(path, kMaxBytes).and_then([&](const base::Bytes& bytes) {
    return parseEnv(base::textOf(bytes), path.string());
  });
}

} // namespace numeral::service
