/// Reads Options from flags, the environment and a configuration file.
#pragma once

#include <optional>
#include <string>

#include "app/service/Options.h"
#include "core/base/Error.h"

namespace numeral::service {

struct CommandLine {
  Options options;
  std::optional<std::string> text; ///< --help or --version: print it and end
};

/// Flags go before the environment (NUMERAL_PORT for --port, and MODEL_PATH), the environment before the file named
/// by --config (TOML or INI, `port = 8000`), the file before the defaults.
/// Errors: InvalidArgument (names the flag, variable or line), NotFound and Io for the file.
base::Expected<CommandLine> parseCommandLine(int argc, const char* const* argv);

} // namespace numeral::service
