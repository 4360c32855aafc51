/// What became of the request to load a model.
#pragma once

#include <string>

namespace numeral::report {

struct ModelChange {
  std::string name;
  std::string version;
  std::string sha256;
  std::string previousName; ///< empty: there was none
  std::string previousVersion;
  bool changed = false; ///< false: the file is the same as before
};

} // namespace numeral::report
