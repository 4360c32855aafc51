/// Reads digits: vision finds the glyphs, the model names each.
#pragma once

#include <string>
#include <vector>

#include "core/model/Task.h"
#include "core/model/TensorFormat.h"

namespace numeral::model {

class DigitsTask final : public Task {
public:
  static base::Expected<std::unique_ptr<const Task>> make(const Manifest& manifest);

  base::Expected<Prepared> prepare(const image::Image& image, const PrepareOptions& options) const override;
  base::Expected<Prepared> prepare(std::span<const float> pixels, const PrepareOptions& options) const override;
  void conclude(std::span<const float> logits, std::vector<Item>& items) const override;
  std::string text(const std::vector<Item>& items) const override;

private:
  explicit DigitsTask(const Manifest& manifest) : m_manifest(manifest), m_format(manifest) {}

  const Manifest m_manifest;
  TensorFormat m_format;
};

} // namespace numeral::model
