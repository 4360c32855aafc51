#include "app/cli/ApiKey.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "core/base/Files.h"

namespace numeral::cli {
namespace {

constexpr std::size_t kMaxFileBytes = 65536;

bool isPrintable(char c) { return c > ' ' && c < '\x7f'; }

} // namespace

base::Expected<std::string> readApiKey(const std::string& given)
{
  const char* variable = std::getenv("NUMERAL_API_KEY_FILE");
  const std::string file = given.empty() && variable != nullptr ? variable : given;
  if (file.empty())
    return std::string();
  const auto content = base::readFile(file, kMaxFileBytes);
  if (!content)
    return tl::unexpected(content.error());
  std::istringstream lines{std::string(base::textOf(*content))};
  std::string line;
  while (std::getline(lines, line)) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (line.empty() || line.starts_with('#'))
      continue;
    if (!std::all_of(line.begin(), line.end(), isPrintable)) // a line break would smuggle in a header
      return base::failure(base::ErrorCode::InvalidArgument,
                           file + ": a key is made of printable characters, without spaces.");
    return line;
  }
  return base::failure(base::ErrorCode::InvalidArgument, file + " holds no key; write one on a line.");
}

} // namespace numeral::cli
