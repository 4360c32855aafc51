/// Reads the JSON of an inference request, before it is held against a model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"

namespace numeral::server {

struct TensorData {
  std::vector<float> numbers; ///< each from 0 to 255
  std::vector<std::string> texts;
  bool whole = true;                ///< every number is written without a fraction
  std::vector<std::size_t> lengths; ///< of the lists, outermost first
};

struct RequestInput {
  std::string name;
  std::string datatype;
  std::string contentType; ///< "base64" or whatever else was given
  std::vector<std::uint64_t> shape;
  std::optional<std::uint64_t> binarySize; ///< bytes after the JSON
  std::optional<TensorData> data;
};

struct RequestOutput {
  std::string name;
  std::optional<bool> binary;
  std::uint64_t classification = 0; ///< so many classes; 0: the plain tensor
};

struct RequestJson {
  std::optional<std::string> id;
  std::uint64_t timeout = 0; ///< microseconds; 0: none
  bool binaryOutput = false;
  std::optional<RequestInput> input;
  std::vector<RequestOutput> outputs;
};

struct ReadLimits {
  std::size_t numbers; ///< in `data`
  std::size_t texts;   ///< in `data`
};

/// Takes what it needs while the text is read, so that memory and depth stay bounded whatever comes. Members and
/// parameters that it does not know are passed over. Errors: InvalidArgument.
base::Expected<RequestJson> readRequest(std::string_view text, ReadLimits limits);

} // namespace numeral::server
