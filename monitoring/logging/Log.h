/// The program's log: one line a message, to stdout up to warnings, to stderr from errors on, and to a file and syslog
/// where wanted.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/report/LogState.h"
#include "monitoring/logging/FileOutput.h"
#include "monitoring/logging/Level.h"
#include "monitoring/logging/Line.h"

namespace numeral::logging {

class LogRing;

struct LogConfig {
  Level level = Level::Info;
  Format format = Format::Text;
  std::filesystem::path file; ///< empty: none
  FileLimits fileLimits;
  bool syslog = false;
};

/// Nobody who logs waits: lines are written by threads of their own, and dropped and counted where too many wait. A
/// place that fails is tried again once a second, and the others are told. The end of the log is the last that is
/// written. Threads: any.
class Log {
public:
  /// `ring`, where there is one, also gets every message from debug on; it must outlive the log.
  explicit Log(Level level = Level::Info, LogRing* ring = nullptr);
  explicit Log(const LogConfig& config, LogRing* ring = nullptr);
  ~Log();

  /// From now on; gives the level before. Errors: as parseLevel.
  base::Expected<std::string> setLevel(std::string_view word);

  /// Ask before composing an expensive message: whether it goes anywhere.
  bool shows(Level level) const noexcept;
  /// The same, for what `detail` is to write.
  bool showsDetail(Level level) const noexcept;

  /// What a client sends cannot forge a line or drive a terminal, whatever it is.
  void write(Level level, std::string_view message, Fields fields = {}) noexcept;

  /// A step in the program's life, such as a start: of `level` for who watches the ring, and debug elsewhere: a healthy
  /// start says nothing.
  void tell(Level level, std::string_view message) noexcept;

  /// One of many of its kind, such as a request: debug for who watches the ring, and of `level` elsewhere.
  void detail(Level level, std::string_view message, Fields fields) noexcept;

  /// Until further notice what is for stdout waits.
  void holdStdout(bool held);
  /// After files were moved.
  void reopen();
  /// Until all that was logged is written; false where that did not come to be in time.
  bool flush(std::chrono::milliseconds patience);

  report::LogState state() const;
  /// Writes one line on each level to every place there is, whatever the level, and waits for them.
  std::vector<report::LogTrial> trial(Fields fields);

private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

} // namespace numeral::logging
