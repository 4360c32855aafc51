/// How the embedded or headless server is doing, in a form that can be drawn.
#pragma once

#include <string>
#include <vector>

namespace numeral::report {

/// Who can ask the server.
enum class Reach { ThisComputer, Network };

struct ServerState {
  enum class Phase { Stopped, Changing, Running, Failed }; ///< Changing: it is being started or stopped
  Phase phase = Phase::Stopped;
  std::string url;                      ///< "http://127.0.0.1:8000" while running
  std::string message;                  ///< why it failed and what to do, else empty
  std::string phoneUrl{};               ///< what a phone on the same network opens; empty where none can
  std::vector<std::string> otherUrls{}; ///< further addresses that lead to the same server
};

} // namespace numeral::report
