/// Which tensors a model takes and gives, as clients of the protocol see it.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/Manifest.h"

namespace numeral::server {

/// The model's own input: [n, channels, height, width], goes past vision.
inline constexpr std::string_view kTensorInput = "input";
/// PNG or JPEG files: [n], goes through the whole pipeline.
inline constexpr std::string_view kImageInput = "image";

enum class Output { Probabilities, Label, Confidence, Verdict };
inline constexpr std::array kOutputs{Output::Probabilities, Output::Label, Output::Confidence, Output::Verdict};

/// "probabilities", "label", "confidence", "verdict"
std::string_view name(Output output) noexcept;
/// "FP32" or "BYTES"
std::string_view datatype(Output output) noexcept;

/// $metadata_model_response as JSON.
std::string modelMetadata(const model::Manifest& manifest);
/// $metadata_server_response as JSON.
std::string serverMetadata();

} // namespace numeral::server
