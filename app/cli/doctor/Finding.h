/// What a check of an installation found.
#pragma once

#include <string>

namespace numeral::cli::doctor {

enum class State {
  Ok,
  Note,    ///< neither good nor bad, but good to know
  Warning, ///< works, but not as well as it could
  Problem, ///< does not work
};

struct Finding {
  State state = State::Ok;
  std::string check;  ///< a word or two
  std::string found;  ///< a sentence
  std::string remedy; ///< what to do; empty where nothing is to be done
};

} // namespace numeral::cli::doctor
