#include "core/model/Judgement.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace numeral::model {
namespace {

/// Ink whose strokes are wider than this share of it is a dot or a smear; brought to a known width it may look like a
/// 0.
constexpr double kBlot = 0.36;

} // namespace

Verdict judge(const Item& item, const Thresholds& thresholds)
{
  const float known = std::accumulate(item.probabilities.begin(), item.probabilities.end(), 0.F);
  if (item.ink.stroke > kBlot || 1 - known > static_cast<float>(thresholds.notADigit))
    return Verdict::NotADigit;
  const bool sure = item.prior >= 1 && item.probabilities[item.best] >= static_cast<float>(thresholds.unsure);
  return sure ? Verdict::Digit : Verdict::Unsure;
}

void judgeInCompany(std::vector<Item>& items)
{
  const auto refused = [](const Item& item) { return item.verdict == Verdict::NotADigit; };
  if (2 * static_cast<std::size_t>(std::count_if(items.begin(), items.end(), refused)) >= items.size())
    return;
  for (auto& item : items)
    if (refused(item))
      item.verdict = Verdict::Unsure;
}

} // namespace numeral::model
