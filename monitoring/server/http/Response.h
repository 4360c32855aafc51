/// An answer before it goes on the wire.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/engine/Recognition.h"

namespace numeral::server {

/// What a request cost the engine.
struct Stages {
  engine::StageTimes times;
  double answered = 0; ///< Unix time, seconds
};

struct Response {
  int status = 200;
  std::string contentType = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool close = false;                     ///< end the connection after it
  std::string_view errorType;             ///< for metrics: a word of a fixed set, empty below 400
  std::optional<double> inferenceSeconds; ///< for metrics: the model's time
  std::optional<Stages> stages;           ///< for traces
};

/// "Not Found"
std::string_view reason(int status) noexcept;

/// Status line and headers, with the empty line that ends them.
std::string head(const Response& response, bool keepAlive);

} // namespace numeral::server
