/// How the embedded or headless server is doing, in a form that can be drawn.
#pragma once

#include <string>

namespace numeral::report {

struct ServerState {
  enum class Phase { Stopped, Running, Failed };
  Phase phase = Phase::Stopped;
  std::string url;     ///< "http://127.0.0.1:8000" while running
  std::string message; ///< why it failed and what to do, else empty
};

} // namespace numeral::report
