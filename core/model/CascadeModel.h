/// Two models as one: a small network answers, and where it is in doubt a stronger one does.
#pragma once

#include <memory>

#include "core/model/Model.h"

namespace numeral::model {

/// Of an item whose best probability (of the first model's logits, at temperature 1) is below `askedBelow`, the logits
/// are the second model's; of any other the first one's. Where no item of a batch is in doubt, the second
/// model costs nothing; at worst every item costs both. An item that lies on the very threshold may fall on either side
/// of it, as its logits differ in the last bits with its batch.
/// Source: Viola, Jones, "Rapid object detection using a boosted cascade of simple features", 2001, for the idea.
/// Threads: as Model.
class CascadeModel final : public Model {
public:
  /// What the first one says alone holds. With 1 nothing is sure: rounded, a probability may well be 1.
  static bool sure(double probability, double askedBelow);

  /// Both take the same items and give as many logits.
  CascadeModel(std::shared_ptr<const Model> first, std::shared_ptr<const Model> second, double askedBelow);

  Shape input() const override { return m_first->input(); }
  std::size_t outputs() const override { return m_first->outputs(); }
  base::Expected<void> forward(std::span<const float> batch, std::size_t count, std::span<float> logits) const override;

private:
  std::shared_ptr<const Model> m_first;
  std::shared_ptr<const Model> m_second;
  double m_askedBelow;
};

} // namespace numeral::model
