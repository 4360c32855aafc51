#include "core/training/Network.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <torch/script.h>
#include <torch/torch.h>

namespace numeral::training {
namespace {

/// Convolutions between two poolings.
struct Stage {
  int layers;
  std::int64_t channels;
};

struct Architecture {
  std::string_view name;
  std::string_view description;
  std::array<Stage, 3> stages;
};

constexpr std::array kArchitectures{
    Architecture{
        "small",
        "three stages of two 3x3 convolutions (16, 32, 64 channels), each with batch "
        "normalisation and ReLU, maximum pooling between stages, averages over the whole image and its halves, "
        "one linear layer",
        {{{2, 16}, {2, 32}, {2, 64}}}},
    Architecture{"medium",
                 "as small, with one convolution of 16 channels, two of 48 and two of 96",
                 {{{1, 16}, {2, 48}, {2, 96}}}},
    Architecture{"large",
                 "as small, with two convolutions of 32 channels, three of 64 and three of 128",
                 {{{2, 32}, {3, 64}, {3, 128}}}},
    Architecture{"tiny", "as small, with 8, 16 and 32 channels", {{{2, 8}, {2, 16}, {2, 32}}}}};

constexpr int kSmallestSide = 4; // two poolings leave one pixel

const Architecture* find(std::string_view name)
{
  const auto found = std::find_if(kArchitectures.begin(), kArchitectures.end(),
                                  [name](const Architecture& architecture) { return architecture.name == name; });
  return found == kArchitectures.end() ? nullptr : &*found;
}

at::Tensor randomTensor(at::IntArrayRef sizes, double deviation, at::Generator& generator)
{
  return at::empty(sizes, at::kFloat).normal_(0, deviation, generator);
}

void addParameter(torch::jit::Module& module, const std::string& name, at::Tensor value)
{
  module.register_parameter(name, value.set_requires_grad(true), false);
}

/// Adds the weights of one convolution with its batch normalisation; returns the line of the program that uses them.
std::string addLayer(torch::jit::Module& module, int number, std::int64_t from, std::int64_t to,
                     at::Generator& generator)
{
  constexpr std::int64_t kSide = 3;
  const std::string n = std::to_string(number);
  // He et al., "Delving deep into rectifiers", 2015: keeps the variance through ReLU.
  addParameter(module, "conv" + n,
               randomTensor({to, from, kSide, kSide}, std::sqrt(2.0 / (from * kSide * kSide)), generator));
  addParameter(module, "scale" + n, at::ones({to}));
  addParameter(module, "shift" + n, at::zeros({to}));
  module.register_buffer("mean" + n, at::zeros({to}));
  module.register_buffer("variance" + n, at::ones({to}));
  return "    x = torch.conv2d(x, self.conv" + n + ", None, [1, 1], [1, 1], [1, 1], 1)\n" +
         "    x = torch.batch_norm(x, self.scale" + n + ", self.shift" + n + ", self.mean" + n + ", self.variance" + n +
         ", self.training, 0.1, 1e-5, False)\n" + "    x = torch.relu(x)\n";
}

} // namespace

std::vector<std::string_view> architectures()
{
  std::vector<std::string_view> names;
  for (const auto& architecture : kArchitectures)
    names.push_back(architecture.name);
  return names;
}

std::string describe(const std::string& architecture)
{
  const auto* found = find(architecture);
  return found ? std::string(found->description) : architecture;
}

base::Expected<torch::jit::Module> makeNetwork(const std::string& architecture, const model::Shape& input,
                                               std::size_t classes, std::uint64_t seed)
{
  const auto* found = find(architecture);
  if (!found) {
    std::string known;
    for (const auto name : architectures())
      known += (known.empty() ? "" : ", ") + std::string(name);
    return base::failure(base::ErrorCode::InvalidArgument,
                         "There is no architecture \"" + architecture + "\". There are: " + known + ".");
  }
  if (input.channels < 1 || input.width < kSmallestSide || input.height < kSmallestSide || classes < 2)
    return base::failure(base::ErrorCode::InvalidArgument,
                         "A network needs images of at least " + std::to_string(kSmallestSide) + "x" +
                             std::to_string(kSmallestSide) + " pixels and at least two classes.");
  try {
    auto generator = at::detail::createCPUGenerator(seed);
    torch::jit::Module module("Network");
    module.register_attribute("training", c10::BoolType::get(), true);
    std::string program = "def forward(self, x):\n";
    std::int64_t channels = input.channels;
    int number = 0;
    for (std::size_t stage = 0; stage < found->stages.size(); ++stage) {
      if (stage > 0)
        program += "    x = torch.max_pool2d(x, [2, 2])\n";
      for (int layer = 0; layer < found->stages[stage].layers; ++layer) {
        program += addLayer(module, ++number, channels, found->stages[stage].channels, generator);
        channels = found->stages[stage].channels;
      }
    }
    const auto count = static_cast<std::int64_t>(classes);
    channels *= 3;
    addParameter(module, "head_weight", randomTensor({count, channels}, 1 / std::sqrt(channels), generator));
    addParameter(module, "head_bias", at::zeros({count}));
    // The halves tell what stands on which side, the whole does not.
    module.define(program + "    half = x.size(3) // 2 + 1\n"
                            "    all = torch.mean(x, [2, 3])\n"
                            "    left = torch.mean(x[:, :, :, :half], [2, 3])\n"
                            "    right = torch.mean(x[:, :, :, x.size(3) - half:], [2, 3])\n"
                            "    return torch.linear(torch.cat([all, left, right], 1), self.head_weight, "
                            "self.head_bias)\n");
    return module;
  } catch (const std::exception& e) {
    return base::failure(base::ErrorCode::Internal, "libtorch could not build the network.", e.what());
  }
}

} // namespace numeral::training
