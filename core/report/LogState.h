/// Where the program's log goes and how that is going, in plain numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace numeral::report {

struct LogSinkState {
  std::string name;          ///< "stdout", "stderr", "file" or "syslog"
  bool on = false;           ///< false: the operator wants none
  bool up = false;           ///< what was last to be written arrived
  std::string target;        ///< the path, where it has one
  std::string problem;       ///< why it is not up, else empty
  std::uint64_t written = 0; ///< lines, since the start
  std::uint64_t dropped = 0; ///< lines that found the queue full, or never arrived
};

struct LogFile {
  std::string path;
  std::uint64_t bytes = 0;
};

struct LogState {
  std::string level;                       ///< "info"
  std::string format;                      ///< "text" or "json"
  std::array<std::uint64_t, 5> messages{}; ///< by LogRecord::Level, since the start
  std::vector<LogSinkState> sinks;         ///< all four, also those that are off
  std::vector<LogFile> files;              ///< those there are, the one that is written to first
  std::uint64_t maxFileBytes = 0;
  std::size_t maxFiles = 0;
};

/// What became of one line on each level.
struct LogTrial {
  std::string sink;
  std::vector<std::string> levels; ///< that go there
  bool written = false;
  std::string problem; ///< why not, else empty
};

} // namespace numeral::report
