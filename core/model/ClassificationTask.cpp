#include "core/model/ClassificationTask.h"

#include <utility>

#include "core/model/Judgement.h"
#include "core/model/Softmax.h"

namespace numeral::model {
namespace {

/// Grey from colours, or the same value for all three.
image::Image withChannels(const image::Image& image, int channels)
{
  if (image.channels == channels)
    return image;
  if (channels == 1)
    return image::toGray(image);
  image::Image colours(image.width, image.height, channels);
  for (std::size_t i = 0; i < colours.pixels.size(); ++i)
    colours.pixels[i] = image.pixels[i / static_cast<std::size_t>(channels)];
  return colours;
}

} // namespace

base::Expected<Prepared> ClassificationTask::prepare(const image::Image& image, const PrepareOptions& options) const
{
  const auto& shape = m_format.shape();
  auto input = image::resize(withChannels(image, shape.channels), shape.width, shape.height);
  Prepared prepared;
  m_format.append(input, prepared.tensors);
  auto& item = prepared.items.emplace_back();
  item.box = vision::Box{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
  if (options.keepSteps)
    prepared.steps.push_back({"resized", input});
  if (options.keepInput)
    item.input = std::move(input);
  return prepared;
}

base::Expected<Prepared> ClassificationTask::prepare(std::span<const float> pixels, const PrepareOptions& options) const
{
  Prepared prepared;
  if (auto done = m_format.append(pixels, prepared.tensors); !done)
    return tl::unexpected(done.error());
  auto& item = prepared.items.emplace_back();
  if (options.keepInput)
    item.input = m_format.picture(pixels);
  return prepared;
}

void ClassificationTask::conclude(std::span<const float> logits, std::vector<Item>& items) const
{
  for (std::size_t i = 0; i < items.size(); ++i) {
    applySoftmax(logits.subspan(i * m_manifest.outputs(), m_manifest.outputs()), m_manifest, items[i]);
    items[i].verdict = judge(items[i], m_manifest.thresholds);
  }
}

std::string ClassificationTask::text(const std::vector<Item>& items) const
{
  return items.empty() ? std::string() : m_manifest.classes[items.front().best];
}

} // namespace numeral::model
