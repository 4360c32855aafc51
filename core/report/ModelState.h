/// How loading the model is going, in a form that can be drawn.
#pragma once

#include <string>
#include <vector>

namespace numeral::report {

struct ModelState {
  enum class Phase { Loading, Ready, Failed };
  Phase phase = Phase::Loading;
  std::string name;                 ///< "digits 1.0.0" once ready
  std::string path;                 ///< what was asked for
  std::string message;              ///< why it failed and what to do, else empty
  std::vector<std::string> classes; ///< of the ready model: one bar each
};

} // namespace numeral::report
