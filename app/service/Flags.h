/// What all groups of numerald's flags have in common. Only for the .cpp files that make them.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>

#include <CLI/CLI.hpp>

namespace numeral::service {

/// The variable that does the same as a flag: "max-body" is NUMERAL_MAX_BODY.
inline std::string variableOf(std::string flag)
{
  std::transform(flag.begin(), flag.end(), flag.begin(),
                 [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return "NUMERAL_" + flag;
}

/// Without CLI11's own description, which would stand in the help.
template <class T> CLI::Validator range(T least, T most) { return CLI::Range(least, most).description(""); }

template <class T>
CLI::Option* addFlag(CLI::App& app, const char* group, const std::string& flag, T& value, const char* type,
                     const char* help)
{
  return app.add_option("--" + flag, value, help)
      ->type_name(type)
      ->envname(variableOf(flag))
      ->capture_default_str()
      ->group(group);
}

} // namespace numeral::service
