#include "core/training/Calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/model/Softmax.h"

namespace numeral::training {
namespace {

/// One image's share of the log-loss.
double loss(std::span<const float> logits, int label, double temperature)
{
  const float largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits)
    sum += std::exp((logit - largest) / temperature);
  return std::log(sum) - (logits[static_cast<std::size_t>(label)] - largest) / temperature;
}

/// Golden section over the logarithm: the loss has one minimum.
double bestTemperature(std::span<const float> logits, std::span<const int> labels, std::size_t outputs)
{
  const auto total = [&](double logarithm) {
    double sum = 0;
    for (std::size_t i = 0; i < labels.size(); ++i)
      sum += loss(logits.subspan(i * outputs, outputs), labels[i], std::exp(logarithm));
    return sum;
  };
  constexpr double kGolden = 0.6180339887498949;
  constexpr double kEnough = 1e-3;
  double low = std::log(0.05);
  double high = std::log(20);
  while (high - low > kEnough) {
    const double left = high - kGolden * (high - low);
    const double right = low + kGolden * (high - low);
    (total(left) < total(right) ? high : low) = total(left) < total(right) ? right : left;
  }
  return std::exp((low + high) / 2);
}

/// The value that this share of all lies at or below.
double quantile(std::vector<double> values, double share)
{
  const auto place = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place), values.end());
  return values[place];
}

} // namespace

Calibration calibrate(std::span<const float> logits, std::span<const int> labels, std::size_t classes,
                      const RefusalBudget& budget)
{
  Calibration calibration;
  if (labels.empty())
    return calibration;
  const std::size_t outputs = logits.size() / labels.size();
  calibration.temperature = bestTemperature(logits, labels, outputs);

  model::Manifest manifest;
  manifest.classes.resize(classes);
  manifest.background = outputs > classes;
  manifest.temperature = calibration.temperature;
  std::vector<double> best;
  std::vector<double> none;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (static_cast<std::size_t>(labels[i]) >= classes)
      continue;
    model::Item item;
    model::applySoftmax(logits.subspan(i * outputs, outputs), manifest, item);
    best.push_back(item.probabilities[item.best]);
    none.push_back(1 - std::accumulate(item.probabilities.begin(), item.probabilities.end(), 0.0));
  }
  if (best.empty())
    return calibration;
  // Below a half, something the model knows is likelier than nothing it knows.
  if (manifest.background)
    calibration.thresholds.notADigit = std::clamp(quantile(none, 1 - budget.notADigit), 0.5, 1.0);
  calibration.thresholds.unsure = std::clamp(quantile(best, budget.unsure), 0.0, 1.0);
  return calibration;
}

} // namespace numeral::training
