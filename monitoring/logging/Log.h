/// The program's log: one line a message, to stdout up to warnings and to stderr from errors on.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/Error.h"
#include "core/report/LogRecord.h"

namespace numeral::logging {

class LogRing;

enum class Level { Trace, Debug, Info, Warning, Error, Off };

/// "trace" to "error", and "off". Errors: InvalidArgument (names the words there are).
base::Expected<Level> parseLevel(std::string_view word);

/// Threads: any.
class Log {
public:
  /// `ring`, where there is one, also gets every message from debug on; it must outlive the log.
  explicit Log(Level level = Level::Info, LogRing* ring = nullptr);
  ~Log();

  /// From now on; gives the level before. Errors: as parseLevel.
  base::Expected<std::string> setLevel(std::string_view word);

  /// Ask before composing an expensive message.
  bool shows(Level level) const noexcept;

  /// Control characters come out as \xNN, so that what a client sends cannot forge a line.
  void write(Level level, std::string_view message) noexcept;

  /// A step in the program's life, such as a start: of `level` for who watches the ring, and debug on stdout, where a
  /// healthy start says nothing.
  void tell(Level level, std::string_view message) noexcept;

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::logging
