/// Models in TorchScript files, run by libtorch.
#pragma once

#include <memory>
#include <string>

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/model/Manifest.h"
#include "core/model/Model.h"

namespace numeral::model {

/// "1.13.1"
std::string torchVersion();

/// Where to run; "auto" takes CUDA where libtorch has one, else the processor.
/// Returns "cpu" or "cuda:N". Errors: InvalidArgument (unknown word, no such device).
base::Expected<std::string> resolveDevice(const std::string& device);

/// Opens the bytes of a TorchScript file, tries it on one item and holds it against the manifest.
/// The file keeps plain weights; it is optimised for inference here, in memory.
/// Errors: InvalidModel (not TorchScript, or outputs or input differ from the manifest), InvalidArgument (device).
base::Expected<std::shared_ptr<const Model>> openTorchScript(base::ByteSpan file, const Manifest& manifest,
                                                             const std::string& device);

} // namespace numeral::model
