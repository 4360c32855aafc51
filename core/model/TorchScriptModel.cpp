#include "core/model/TorchScriptModel.h"

#include <algorithm>
#include <exception>
#include <sstream>
#include <utility>
#include <vector>

#include <dlfcn.h>

#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/script.h>
#include <torch/version.h>

namespace numeral::model {
namespace {

using base::ErrorCode;
using base::Expected;
using base::failure;

/// Requests run side by side; threads within one forward pass would only fight over the same processors.
/// OpenMP's limit holds for the calling thread. OpenBLAS has threads of its own, which libtorch does not limit; the
/// symbol is looked up because any other BLAS does as well.
void forwardOnOneThread()
{
  thread_local const bool done = [] {
    at::set_num_threads(1);
    using SetThreads = void (*)(int);
    if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
      set(1);
    return true;
  }();
  static_cast<void>(done);
}

class TorchScriptModel final : public Model {
public:
  TorchScriptModel(const torch::jit::Module& module, Shape input, std::size_t outputs, torch::Device device)
      : m_module(module), m_input(input), m_outputs(outputs), m_device(device)
  {
  }

  Shape input() const override { return m_input; }
  std::size_t outputs() const override { return m_outputs; }

  Expected<void> forward(std::span<const float> batch, std::size_t count, std::span<float> logits) const override
  {
    forwardOnOneThread();
    try {
      const c10::InferenceMode guard;
      // The module is optimised already. On a processor, watching its first run to do so again makes that run ten
      // times as long and no later one shorter; on a GPU it joins steps.
      const torch::jit::GraphOptimizerEnabledGuard optimizing(m_device.is_cuda());
      // from_blob wants a mutable pointer; the module does not write to its input.
      auto tensor =
          torch::from_blob(const_cast<float*>(batch.data()),
                           {static_cast<std::int64_t>(count), m_input.channels, m_input.height, m_input.width})
              .to(m_device);
      const auto output =
          m_module.forward({std::move(tensor)}).toTensor().to(torch::kCPU, torch::kFloat32).contiguous();
      if (output.dim() != 2 || output.size(0) != static_cast<std::int64_t>(count) ||
          output.size(1) != static_cast<std::int64_t>(m_outputs)) {
        std::ostringstream shape;
        shape << output.sizes();
        return failure(
            ErrorCode::InvalidModel, "The model's answer does not have the shape that its manifest promises.",
            "expected [" + std::to_string(count) + ", " + std::to_string(m_outputs) + "], got " + shape.str());
      }
      std::copy_n(output.data_ptr<float>(), logits.size(), logits.begin());
      return {};
    } catch (const std::exception& e) {
      return failure(ErrorCode::Internal, "The model failed while it ran.", e.what());
    }
  }

private:
  mutable torch::jit::Module m_module; ///< forward() is not const, but changes nothing and may run on many threads
  Shape m_input;
  std::size_t m_outputs;
  torch::Device m_device;
};

} // namespace

std::string torchVersion() { return TORCH_VERSION; }

Expected<std::string> resolveDevice(const std::string& device)
{
  if (device == "cpu")
    return device;
  if (device == "auto")
    return std::string(torch::cuda::is_available() ? "cuda:0" : "cpu");
  try {
    const torch::Device wanted(device);
    if (wanted.is_cuda()) {
      const auto index = wanted.has_index() ? wanted.index() : 0;
      if (index < static_cast<int>(torch::cuda::device_count()))
        return "cuda:" + std::to_string(index);
      return failure(ErrorCode::InvalidArgument, "There is no CUDA device \"" + device +
                                                     "\" for libtorch here. "
                                                     "Use --device auto or --device cpu.");
    }
  } catch (const std::exception&) { // not a device's name; said below
  }
  return failure(ErrorCode::InvalidArgument, "\"" + device + "\" is no device. Use auto, cpu, cuda or cuda:N.");
}

Expected<std::shared_ptr<const Model>> openTorchScript(base::ByteSpan file, const Manifest& manifest,
                                                       const std::string& device)
{
  try {
    const torch::Device where(device);
    std::istringstream stream(std::string(base::textOf(file)));
    auto module = torch::jit::load(stream, where);
    module.eval();
    module = torch::jit::optimize_for_inference(module);
    auto model = std::make_shared<const TorchScriptModel>(module, manifest.input, manifest.outputs(), where);
    const std::vector<float> zeros(manifest.input.size(), 0.F);
    std::vector<float> logits(manifest.outputs());
    if (auto tried = model->forward(zeros, 1, logits); !tried)
      return failure(ErrorCode::InvalidModel,
                     "The model \"" + manifest.name + "\" does not fit its manifest: " + tried.error().message,
                     tried.error().detail);
    return model;
  } catch (const std::exception& e) {
    return failure(ErrorCode::InvalidModel,
                   "The model \"" + manifest.name + "\" cannot be opened by libtorch; export it again.", e.what());
  }
}

} // namespace numeral::model
