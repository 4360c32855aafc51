#include "app/cli/ApiKey.h"

#include <cstdlib>
#include <vector>

#include "monitoring/server/http/ApiKeys.h"

namespace numeral::cli {

base::Expected<std::string> readApiKey(const std::string& given)
{
  const char* variable = std::getenv("NUMERAL_API_KEY_FILE");
  const std::string file = given.empty() && variable != nullptr ? variable : given;
  if (file.empty())
    return std::string();
  return server::readApiKeys(file).map([](const std::vector<std::string>& keys) { return keys.front(); });
}

} // namespace numeral::cli
