#include "app/cli/ModelChoice.h"

#include <cstdlib>

#include "app/service/ModelLocation.h"

namespace numeral::cli {

std::filesystem::path chooseModel(const std::string& given)
{
  if (!given.empty())
    return given;
  for (const char* variable : {"NUMERAL_MODEL", "MODEL_PATH"})
    if (const char* path = std::getenv(variable); path != nullptr && *path != '\0')
      return path;
  return service::defaultModel();
}

service::ExitCode modelExitCode(const base::Error& error)
{
  return error.code == base::ErrorCode::InvalidArgument ? service::kWrongUse : service::kNoUsableModel;
}

} // namespace numeral::cli
