/// The networks that can be trained, each written as a TorchScript program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Error.h"
#include "core/model/Manifest.h"

namespace torch::jit {
struct Module; // torch's headers stay in source files
}

namespace numeral::training {

/// The names that `--arch` takes, the default first.
std::vector<std::string_view> architectures();

/// One sentence on an architecture, for model cards.
std::string describe(const std::string& architecture);

/// Made with random weights. What is trained is what is exported: the module holds plain weights, takes a batch of
/// normalised tensors of any count and returns logits.
/// Errors: InvalidArgument (no such architecture, input too small, fewer than two classes).
base::Expected<torch::jit::Module> makeNetwork(const std::string& architecture, const model::Shape& input,
                                               std::size_t classes, std::uint64_t seed);

} // namespace numeral::training
