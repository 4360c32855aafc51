#include "monitoring/server/http/ApiKeys.h"

#include <algorithm>
#include <sstream>

#include "core/base/Files.h"
#include "core/base/Sha256.h"

namespace numeral::server {
namespace {

constexpr std::size_t kMaxFileBytes = 65536;
constexpr std::size_t kLeastLength = 16;
constexpr std::string_view kBearer = "Bearer ";

bool isPrintable(char c) { return c > ' ' && c < '\x7f'; }

/// A key that was made elsewhere may have spaces or a CR at its end.
std::string_view trimEnd(std::string_view line) { return line.substr(0, line.find_last_not_of(" \t\r") + 1); }

std::optional<std::string_view> presented(const RequestHead& head)
{
  if (const auto key = head.header("X-API-Key"))
    return key;
  const auto authorization = head.header("Authorization");
  if (authorization && equalIgnoringCase(authorization->substr(0, kBearer.size()), kBearer))
    return authorization->substr(kBearer.size());
  return std::nullopt;
}

std::string digest(std::string_view key)
{
  return base::sha256({reinterpret_cast<const std::uint8_t*>(key.data()), key.size()});
}

/// Source: the usual loop without a way out.
bool equalInConstantTime(std::string_view a, std::string_view b)
{
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

} // namespace

base::Expected<std::vector<std::string>> readApiKeys(const std::filesystem::path& file)
{
  const auto content = base::readFile(file, kMaxFileBytes);
  if (!content)
    return tl::unexpected(content.error());
  std::vector<std::string> keys;
  std::istringstream lines{std::string(base::textOf(*content))};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const auto key = trimEnd(line);
    if (key.empty() || key.starts_with('#'))
      continue;
    if (key.size() < kLeastLength || !std::all_of(key.begin(), key.end(), isPrintable))
      return base::failure(base::ErrorCode::InvalidArgument,
                           file.string() + ", line " + std::to_string(number) +
                               ": a key has at least 16 characters, printable ones, without spaces.");
    keys.emplace_back(key);
  }
  if (keys.empty())
    return base::failure(base::ErrorCode::InvalidArgument, file.string() + " holds no key; write one on a line.");
  return keys;
}

base::Expected<ApiKeys> ApiKeys::read(const std::filesystem::path& file)
{
  return readApiKeys(file).map([](const std::vector<std::string>& keys) {
    ApiKeys made;
    for (const auto& key : keys)
      made.m_digests.push_back(digest(key));
    return made;
  });
}

bool ApiKeys::allows(const RequestHead& head) const
{
  const auto key = presented(head);
  if (!key)
    return false;
  const auto asked = digest(*key);
  bool found = false;
  for (const auto& known : m_digests)
    found = equalInConstantTime(known, asked) || found;
  return found;
}

} // namespace numeral::server
