/// One line of the program's log, in a form that can be drawn.
#pragma once

#include <string>

namespace numeral::report {

struct LogRecord {
  enum class Level { Trace, Debug, Info, Warning, Error };
  Level level = Level::Info;
  double time = 0;  ///< Unix time, seconds
  std::string text; ///< without control characters
};

} // namespace numeral::report
