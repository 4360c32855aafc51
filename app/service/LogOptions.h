/// What the operator chose for the log and for traces.
#pragma once

#include <cstddef>
#include <string>

namespace numeral::service {

struct LogOptions {
  std::string format = "text";       ///< or "json"
  std::string file;                  ///< empty: none
  std::size_t fileBytes = 10u << 20; ///< before it is turned over
  std::size_t files = 5;             ///< with the one that is written to
  bool syslog = false;
  std::string access = "sampled"; ///< a word of server::AccessMode
  std::string traceFile;          ///< empty: none; bounded as the log's file
};

} // namespace numeral::service
