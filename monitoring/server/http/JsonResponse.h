/// Answers in JSON.
#pragma once

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "monitoring/server/http/Response.h"

namespace numeral::server {

/// What clients sent may stand in it, and need not be UTF-8.
template <class Json = nlohmann::json> std::string jsonText(const Json& json)
{
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// With text that is JSON. For no cache to keep: it is about this moment.
inline Response jsonTextResponse(std::string text)
{
  Response response;
  response.body = std::move(text);
  response.headers = {{"Cache-Control", "no-store"}};
  return response;
}

template <class Json = nlohmann::json> Response jsonResponse(const Json& json)
{
  return jsonTextResponse(jsonText(json));
}

} // namespace numeral::server
