/// Reads an .env file: variables for this program that the environment need not hold.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"

namespace numeral::service {

struct EnvEntry {
  std::string name;
  std::string value;
  int line = 0;
};

/// KEY=VALUE lines, with or without `export `, blanks around the sign, and quotes; what follows ` #` outside of quotes
/// is a comment. In double quotes \n, \t, \" and \\ stand for what they do in a shell's $'…'; in single quotes nothing
/// does. Nothing is expanded. A key that comes twice counts as it came last.
/// Source: what python-dotenv and docker compose have in common.
/// Errors: InvalidArgument, with the source and the line; never the value, which may be a password.
base::Expected<std::vector<EnvEntry>> parseEnv(std::string_view text, const std::string& source);

/// Errors: as parseEnv; NotFound, Io, TooManyBytes.
base::Expected<std::vector<EnvEntry>> readEnvFile(const std::filesystem::path& path);

} // namespace numeral::service
