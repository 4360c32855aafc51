/// How another instance is doing, as far as it tells from outside.
#pragma once

#include <optional>
#include <string>

namespace numeral::report {

/// Figures cover the last minute, or as much of it as has been watched; a missing one has nothing to stand on.
struct InstanceState {
  enum class Phase { Asking, Up, Gone };
  std::string address; ///< "http://localhost:18000"
  Phase phase = Phase::Asking;
  std::string message;    ///< why it counts as gone and what to do, else empty
  double goneSeconds = 0; ///< since when
  std::string version;    ///< of the program
  std::string model;      ///< "digits 1.2.0"; empty without a model
  std::optional<double> requestsPerSecond;
  std::optional<double> p95;        ///< seconds, as HTTP clients saw it
  std::optional<double> errorShare; ///< 0 to 1
  std::optional<double> confidence; ///< mean, 0 to 1
  std::optional<double> active;     ///< requests under way
  std::optional<double> capacity;   ///< requests under way at most
};

} // namespace numeral::report
