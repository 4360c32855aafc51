/// Recognitions to and from JSON: HTTP, command line, export and the remote recognizer share this one form.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/base/Error.h"
#include "core/engine/Recognition.h"

namespace numeral::json {

struct WriteOptions {
  bool input = false; ///< each item's input and the steps, as base64 PNG
};

/// The whole answer in one line: of several rows of digits, the digits alone.
std::string labelOf(const engine::Recognition& recognition);

/// The answer of /predict. Probabilities keep every bit of the floats.
nlohmann::json toJson(const engine::Recognition& recognition, const WriteOptions& options = {});

/// The way back, for what toJson wrote. Errors: InvalidArgument (names the member).
base::Expected<engine::Recognition> parseRecognition(const nlohmann::json& json);

} // namespace numeral::json
