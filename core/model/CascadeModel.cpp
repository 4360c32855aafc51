#include "core/model/CascadeModel.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/model/Softmax.h"

namespace numeral::model {

bool CascadeModel::sure(double probability, double askedBelow) { return askedBelow < 1 && probability >= askedBelow; }

CascadeModel::CascadeModel(std::shared_ptr<const Model> first, std::shared_ptr<const Model> second, double askedBelow)
    : m_first(std::move(first)), m_second(std::move(second)), m_askedBelow(askedBelow)
{
}

base::Expected<void> CascadeModel::forward(std::span<const float> batch, std::size_t count,
                                           std::span<float> logits) const
{
  if (auto done = m_first->forward(batch, count, logits); !done)
    return done;
  const std::size_t size = input().size();
  std::vector<std::size_t> doubtful;
  std::vector<float> again;
  for (std::size_t i = 0; i < count; ++i) {
    const auto probabilities = softmax(logits.subspan(i * outputs(), outputs()), 1);
    if (sure(*std::max_element(probabilities.begin(), probabilities.end()), m_askedBelow))
      continue;
    doubtful.push_back(i);
    const auto item = batch.subspan(i * size, size);
    again.insert(again.end(), item.begin(), item.end());
  }
  if (doubtful.empty())
    return {};
  std::vector<float> second(doubtful.size() * outputs());
  if (auto done = m_second->forward(again, doubtful.size(), second); !done)
    return done;
  for (std::size_t k = 0; k < doubtful.size(); ++k)
    std::copy_n(second.begin() + static_cast<std::ptrdiff_t>(k * outputs()), outputs(),
                logits.begin() + static_cast<std::ptrdiff_t>(doubtful[k] * outputs()));
  return {};
}

} // namespace numeral::model
