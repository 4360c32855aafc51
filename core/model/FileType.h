/// Recognises model files of other frameworks by content, to refuse them with advice.
#pragma once

#include "core/base/Error.h"
#include "core/base/Files.h"

namespace numeral::model {

/// Fine for TorchScript. Errors: UnsupportedFormat, naming the format (Keras, HDF5, ONNX, PyTorch weights,
/// safetensors, TensorFlow Lite, unknown) and how to export it.
base::Expected<void> requireTorchScript(base::ByteSpan file, const std::string& path);

} // namespace numeral::model
