/// Recognitions to the answer of an inference request.
#pragma once

#include <vector>

#include "core/engine/Recognition.h"
#include "core/model/Manifest.h"
#include "monitoring/server/http/Response.h"
#include "monitoring/server/inference/InferRequest.h"

namespace numeral::server {

/// `answers`: one an item, each by the model that `manifest` describes.
/// Source: as parseInferRequest().
Response inferResponse(const InferRequest& request, const model::Manifest& manifest,
                       const std::vector<engine::Recognition>& answers);

} // namespace numeral::server
