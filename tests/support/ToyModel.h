/// A model of three classes and three channels, so that nothing can come to rely on ten, one and 28.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/model/Bundle.h"

namespace numeral::support {

/// Says which colour an image has most of: its logits are the planes' means. `beforeForward` runs first, which lets a
/// test hold a batch up; `batches` remembers their sizes.
class ToyModel final : public model::Model {
public:
  explicit ToyModel(model::Shape shape = {3, 4, 6}) : m_shape(shape) {}

  model::Shape input() const override { return m_shape; }
  std::size_t outputs() const override { return 3; }

  base::Expected<void> forward(std::span<const float> batch, std::size_t count, std::span<float> logits) const override
  {
    {
      const std::scoped_lock lock(m_mutex);
      m_batches.push_back(count);
    }
    if (beforeForward)
      beforeForward();
    if (failing)
      return base::failure(base::ErrorCode::Internal, "The toy is broken.");
    const std::size_t plane = m_shape.size() / 3;
    for (std::size_t i = 0; i < count * 3; ++i) {
      float sum = 0;
      for (std::size_t k = 0; k < plane; ++k)
        sum += batch[i * plane + k];
      logits[i] = sum / static_cast<float>(plane) * 10;
    }
    return {};
  }

  std::vector<std::size_t> batches() const
  {
    const std::scoped_lock lock(m_mutex);
    return m_batches;
  }

  std::function<void()> beforeForward;
  std::atomic<bool> failing = false;

private:
  model::Shape m_shape;
  mutable std::mutex m_mutex;
  mutable std::vector<std::size_t> m_batches;
};

inline model::Manifest toyManifest(const std::string& name = "colours", const std::string& version = "0.1.0")
{
  model::Manifest manifest;
  manifest.name = name;
  manifest.version = version;
  manifest.task = "classification";
  manifest.classes = {"red", "green", "blue"};
  manifest.input = {3, 4, 6};
  manifest.mean = {0, 0, 0};
  manifest.deviation = {1, 1, 1};
  return manifest;
}

inline std::shared_ptr<const model::Bundle> toyBundle(std::shared_ptr<const ToyModel> toy,
                                                      const model::Manifest& manifest = toyManifest())
{
  auto bundle = std::make_shared<model::Bundle>();
  bundle->manifest = manifest;
  bundle->model = std::move(toy);
  bundle->task = model::makeTask(manifest).value();
  return bundle;
}

/// An image that the toy calls red (0), green (1) or blue (2).
inline image::Image toyImage(int colour, int width = 9, int height = 7)
{
  image::Image image(width, height, 3, 0);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      image.at(x, y, colour) = 200;
  return image;
}

} // namespace numeral::support
