/// What the query of a prediction asks for, and how its times are told: /predict and /predict/batch share both.
#pragma once

#include <string>
#include <string_view>

#include "core/base/Error.h"
#include "core/engine/Recognizer.h"
#include "monitoring/server/http/RouteTable.h"

namespace numeral::server {

/// The parameters as OpenAPI describes them, a JSON list.
inline constexpr std::string_view kPredictParameters = R"([
    {"name": "model", "in": "query", "schema": {"type": "string"}, "description": "a loaded model's name"},
    {"name": "top_k", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 1000, "default": 3}, "description": "alternatives at most"},
    {"name": "include", "in": "query", "schema": {"type": "string", "enum": ["input", "steps", "input,steps"]}, "description": "adds what the model saw"}
  ])";

/// Errors: InvalidArgument (names the parameter).
base::Expected<engine::Options> optionsOf(const Request& request, engine::Lane lane);

/// The value of the header. Source: W3C Server Timing; milliseconds.
std::string serverTiming(const engine::StageTimes& times);

} // namespace numeral::server
