/// What is fuzzed: a reader of bytes from outside, what to begin with, and the words of its format.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/Files.h"

namespace numeral::fuzz {

struct Target {
  std::string name;
  void (*run)(base::ByteSpan input);   ///< on any bytes at all; ends the process where a promise is broken
  std::vector<std::string> (*seeds)(); ///< made here, so that no file of bytes need be kept
  std::vector<std::string> words;      ///< what chance alone would take long to find
};

/// A promise of the reader.
inline void require(bool kept)
{
  if (!kept)
    std::abort();
}

// One a file. A new one is a line here, in Targets.cpp and in CMakeLists.txt.
Target headTarget();
Target idxTarget();
Target imageTarget();
Target inferTarget();
Target labelsTarget();
Target manifestTarget();
Target multipartTarget();
Target predictTarget();
Target queryTarget();
Target referenceTarget();
Target strokesTarget();

/// All of them.
std::vector<Target> targets();

} // namespace numeral::fuzz
