/// How loading the model is going, in a form that can be drawn.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace numeral::report {

/// What a model says of itself.
struct ModelFacts {
  struct Measured {
    std::string data;    ///< "MNIST test set"
    double accuracy = 0; ///< 0 to 1
    std::size_t samples = 0;
  };

  std::string name;
  std::string version;
  std::string task; ///< "digits"
  std::string architecture;
  std::size_t parameters = 0;
  int channels = 0;
  int height = 0; ///< pixels
  int width = 0;  ///< pixels
  double temperature = 1;
  double unsureBelow = 0; ///< probability
  bool knowsNone = false; ///< whether it can say that something is none of its classes
  double noneAbove = 1;   ///< probability
  int preprocessing = 0;  ///< 0 where none of ours has a part
  std::string device;     ///< "cpu" or "cuda:N"
  std::string sha256;
  std::string license;
  std::vector<std::string> trainedOn;
  std::vector<Measured> measured;
  std::string card;        ///< Markdown, not to be trusted
  std::string cardProblem; ///< why there is no card, else empty
};

struct ModelState {
  enum class Phase { Loading, Ready, Failed };
  Phase phase = Phase::Loading;
  std::string name;                 ///< "digits 1.0.0" once ready
  std::string path;                 ///< what was asked for
  std::string message;              ///< why it failed and what to do, else empty
  std::vector<std::string> classes; ///< of the ready model: one bar each
  ModelFacts facts{};               ///< of the ready model
};

} // namespace numeral::report
