/// Bodies of inference requests for the toy model of three colours, as clients build them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/json/Base64.h"

namespace numeral::support::inference {

using Floats = std::vector<float>;
using Texts = std::vector<std::string>;

inline constexpr std::size_t kPlane = 4 * 6;
inline constexpr std::size_t kItem = 3 * kPlane;

inline std::string word(std::uint32_t value)
{
  std::string bytes;
  for (int i = 0; i < 4; ++i)
    bytes += static_cast<char>(value >> (8 * i) & 0xffU);
  return bytes;
}

inline std::string floatBytes(const Floats& values)
{
  std::string bytes;
  for (const float value : values)
    bytes += word(std::bit_cast<std::uint32_t>(value));
  return bytes;
}

/// serialize_byte_tensor() of both clients.
inline std::string byteStrings(const Texts& elements)
{
  std::string bytes;
  for (const auto& element : elements)
    bytes += word(static_cast<std::uint32_t>(element.size())) + element;
  return bytes;
}

/// One item of that colour: its plane at `ink`, the others at 0.
template <class T> std::vector<T> colour(std::size_t plane, T ink)
{
  std::vector<T> values(kItem, 0);
  std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(plane * kPlane), kPlane, ink);
  return values;
}

inline std::string base64(const std::string& bytes) { return json::encodeBase64(base::bytesOf(bytes)); }

inline std::string lengthHeader(const std::string& json)
{
  return "Inference-Header-Content-Length: " + std::to_string(json.size()) + "\r\n";
}

/// `data`: JSON text, or empty for none.
inline std::string tensorJson(const std::string& shape, const std::string& datatype, const std::string& data,
                              const std::string& name = "input")
{
  return "{\"name\":\"" + name + "\",\"shape\":" + shape + ",\"datatype\":\"" + datatype + "\"" +
         (data.empty() ? "" : ",\"data\":" + data) + "}";
}

inline std::string requestJson(const std::string& tensor, const std::string& more = {})
{
  return R"({"inputs":[)" + tensor + "]" + more + "}";
}

inline std::string blueJson(const std::string& more = {})
{
  return requestJson(tensorJson("[1,3,4,6]", "UINT8", nlohmann::json(colour<int>(2, 255)).dump()), more);
}

} // namespace numeral::support::inference
