#include "core/training/Teachers.h"

#include <stdexcept>
#include <utility>

#include "core/model/Softmax.h"
#include "core/model/TensorFormat.h"

namespace numeral::training {

base::Expected<Teachers> Teachers::open(const std::vector<std::filesystem::path>& folders, const std::string& device,
                                        const model::Shape& input, std::size_t outputs)
{
  Teachers teachers;
  for (const auto& folder : folders) {
    auto bundle = model::loadBundle(folder, {device});
    if (!bundle)
      return tl::unexpected(bundle.error());
    if ((*bundle)->manifest.input != input || (*bundle)->manifest.outputs() != outputs)
      return base::failure(base::ErrorCode::InvalidArgument,
                           "The teacher " + folder.string() +
                               " takes other images or has other classes than what is to be trained.");
    teachers.m_models.push_back(std::move(*bundle));
  }
  return teachers;
}

std::vector<float> Teachers::answers(std::span<const std::uint8_t> pixels, std::size_t count) const
{
  const std::size_t size = pixels.size() / count;
  std::vector<float> mean;
  for (const auto& bundle : m_models) {
    const model::TensorFormat format(bundle->manifest);
    std::vector<float> batch;
    for (std::size_t i = 0; i < count; ++i) {
      const auto image = pixels.subspan(i * size, size);
      if (const auto done = format.append(std::vector<float>(image.begin(), image.end()), batch); !done)
        throw std::runtime_error(done.error().message);
    }
    const std::size_t outputs = bundle->manifest.outputs();
    std::vector<float> logits(count * outputs);
    if (const auto done = bundle->model->forward(batch, count, logits); !done)
      throw std::runtime_error(done.error().message);
    mean.resize(logits.size(), 0);
    for (std::size_t i = 0; i < count; ++i) {
      const auto answer = model::softmax(std::span(logits).subspan(i * outputs, outputs), bundle->manifest.temperature);
      for (std::size_t k = 0; k < outputs; ++k)
        mean[i * outputs + k] += answer[k] / static_cast<float>(m_models.size());
    }
  }
  return mean;
}

std::string Teachers::fingerprint() const
{
  std::string text;
  for (const auto& bundle : m_models)
    text += bundle->manifest.sha256 + " ";
  return text;
}

} // namespace numeral::training
