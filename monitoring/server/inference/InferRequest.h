/// The body of an inference request to what the engine takes, and to what is wanted back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/engine/Recognizer.h"
#include "core/model/Manifest.h"
#include "monitoring/server/inference/ModelMetadata.h"

namespace numeral::server {

struct WantedOutput {
  Output output = Output::Probabilities;
  bool binary = false;
  std::size_t classification = 0; ///< of Probabilities: so many strings "value:index:label" instead
};

struct InferRequest {
  std::optional<std::string> id;
  std::uint64_t timeout = 0; ///< microseconds; 0: none
  std::vector<engine::Input> items;
  std::vector<WantedOutput> outputs; ///< never empty
};

/// At most so many items a request.
inline constexpr std::size_t kMaxItems = 256;

/// `headerLength`: the header Inference-Header-Content-Length. Images are not decoded here.
/// Errors: InvalidArgument. Source: Open Inference Protocol, version 2; Triton's extensions for binary tensors and
/// classification.
base::Expected<InferRequest> parseInferRequest(base::ByteSpan body, std::optional<std::string_view> headerLength,
                                               const model::Manifest& manifest);

} // namespace numeral::server
