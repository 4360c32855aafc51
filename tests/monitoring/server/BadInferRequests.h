/// What no server of the inference protocol should take, and what it should say to it.
#pragma once

#include <string>
#include <vector>

namespace numeral::support {

struct BadInferRequest {
  std::string name;
  std::string body;
  std::string said; ///< stands in the answer's error
  std::string headers;
};

/// To the toy model of three colours; the answer to each is 400.
std::vector<BadInferRequest> badInferRequests();

} // namespace numeral::support
