/// The flags of LogOptions.
#pragma once

#include <functional>
#include <string>

#include "app/service/LogOptions.h"

namespace CLI {
class App;
}

namespace numeral::service {

/// `variableOf` gives a flag's variable in the environment.
void addLogFlags(CLI::App& app, LogOptions& options, const std::function<std::string(std::string)>& variableOf);

} // namespace numeral::service
