/// Models that another one learns from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/model/Bundle.h"

namespace numeral::training {

/// An ensemble whose mean answer a network is trained towards, beside the truth.
/// Source: Hinton, Vinyals, Dean, "Distilling the knowledge in a neural network", 2015.
/// Threads: any number at once.
class Teachers {
public:
  /// `folders`: of models; none is no teacher. Errors: as loadBundle, InvalidArgument (another input or other classes).
  static base::Expected<Teachers> open(const std::vector<std::filesystem::path>& folders, const std::string& device,
                                       const model::Shape& input, std::size_t outputs);

  bool empty() const { return m_models.empty(); }

  /// `pixels`: count images, 255 ink. Mean probabilities, each at its model's temperature, count x outputs.
  /// Throws std::runtime_error where a model fails.
  std::vector<float> answers(std::span<const std::uint8_t> pixels, std::size_t count) const;

  std::string fingerprint() const;

private:
  std::vector<std::shared_ptr<const model::Bundle>> m_models;
};

} // namespace numeral::training
