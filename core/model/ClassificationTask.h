/// Names what a whole image shows; knows nothing of ink.
#pragma once

#include <string>
#include <vector>

#include "core/model/Task.h"
#include "core/model/TensorFormat.h"

namespace numeral::model {

class ClassificationTask final : public Task {
public:
  explicit ClassificationTask(const Manifest& manifest) : m_manifest(manifest), m_format(manifest) {}

  base::Expected<Prepared> prepare(const image::Image& image, const PrepareOptions& options) const override;
  base::Expected<Prepared> prepare(std::span<const float> pixels, const PrepareOptions& options) const override;
  void conclude(std::span<const float> logits, std::vector<Item>& items) const override;
  std::string text(const std::vector<Item>& items) const override;

private:
  const Manifest m_manifest;
  TensorFormat m_format;
};

} // namespace numeral::model
