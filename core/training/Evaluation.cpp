#include "core/training/Evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

namespace numeral::training {
namespace {

/// Confidence against accuracy.
class Calibration {
public:
  void add(double confidence, bool right)
  {
    const auto bin = std::min(kBins - 1, static_cast<std::size_t>(std::max(0.0, confidence) * kBins));
    m_confidence[bin] += confidence;
    m_right[bin] += right ? 1 : 0;
    ++m_count;
  }

  double error() const
  {
    double sum = 0;
    for (std::size_t bin = 0; bin < kBins; ++bin)
      sum += std::abs(m_confidence[bin] - m_right[bin]);
    return m_count > 0 ? sum / static_cast<double>(m_count) : 0;
  }

private:
  static constexpr std::size_t kBins = 15;
  std::array<double, kBins> m_confidence{};
  std::array<double, kBins> m_right{};
  std::size_t m_count = 0;
};

Mistake makeMistake(const Sample& sample, const engine::Result& result)
{
  Mistake mistake;
  mistake.id = sample.id;
  mistake.contributor = sample.contributor;
  mistake.truth = sample.truth;
  if (!result) {
    mistake.error = result.error().message;
    return mistake;
  }
  mistake.answer = result->label;
  mistake.confidence = result->confidence;
  mistake.verdict = result->verdict;
  for (const auto& item : result->items)
    mistake.inputs.push_back(item.input);
  return mistake;
}

nlohmann::ordered_json toJson(const Tally& tally)
{
  return {{"samples", tally.samples},
          {"right", tally.right},
          {"accuracy", tally.accuracy()},
          {"abstained", tally.abstained}};
}

nlohmann::ordered_json toJson(const std::map<std::string, Tally>& tallies)
{
  auto json = nlohmann::ordered_json::object();
  for (const auto& [name, tally] : tallies)
    json[name] = toJson(tally);
  return json;
}

nlohmann::ordered_json toJson(const Mistake& mistake)
{
  nlohmann::ordered_json json{{"id", mistake.id}, {"truth", mistake.truth}, {"answer", nullptr}};
  if (mistake.answer)
    json["answer"] = *mistake.answer;
  if (!mistake.contributor.empty())
    json["contributor"] = mistake.contributor;
  if (!mistake.error.empty()) {
    json["error"] = mistake.error;
  } else {
    json["verdict"] = model::name(mistake.verdict);
    json["confidence"] = mistake.confidence;
  }
  return json;
}

} // namespace

Evaluation summarise(std::span<const Sample> samples, std::span<const engine::Result> results,
                     const std::vector<std::string>& classes)
{
  Evaluation evaluation;
  evaluation.classes = classes;
  evaluation.confusion.assign(classes.size(), std::vector<std::size_t>(classes.size() + 1));
  const auto classOf = [&classes](const std::string& label) {
    return static_cast<std::size_t>(std::find(classes.begin(), classes.end(), label) - classes.begin());
  };
  Calibration calibration;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& sample = samples[i];
    const auto& result = results[i];
    const bool answered = result.has_value() && result->label.has_value();
    const bool right = answered && *result->label == sample.truth;
    const bool abstained = result.has_value() && result->verdict != model::Verdict::Digit;
    const auto count = [right, abstained](Tally& tally) {
      ++tally.samples;
      tally.right += right ? 1 : 0;
      tally.abstained += abstained ? 1 : 0;
    };
    count(evaluation.all);
    if (!sample.contributor.empty())
      count(evaluation.byContributor[sample.contributor]);
    if (const std::size_t truth = classOf(sample.truth); truth < classes.size()) {
      count(evaluation.byClass[sample.truth]);
      ++evaluation.confusion[truth][answered ? classOf(*result->label) : classes.size()];
    }
    if (answered)
      calibration.add(result->confidence, right);
    if (!result)
      ++evaluation.failed;
    if (!right)
      evaluation.mistakes.push_back(makeMistake(sample, result));
  }
  evaluation.calibrationError = calibration.error();
  return evaluation;
}

nlohmann::ordered_json toJson(const Evaluation& evaluation)
{
  nlohmann::ordered_json json;
  json["accuracy"] = evaluation.all.accuracy();
  json["samples"] = evaluation.all.samples;
  json["right"] = evaluation.all.right;
  json["abstained"] = evaluation.all.abstained;
  json["failed"] = evaluation.failed;
  json["calibration_error"] = evaluation.calibrationError;
  json["by_class"] = toJson(evaluation.byClass);
  json["by_contributor"] = toJson(evaluation.byContributor);
  json["classes"] = evaluation.classes;
  json["confusion"] = evaluation.confusion;
  json["mistakes"] = nlohmann::ordered_json::array();
  for (const auto& mistake : evaluation.mistakes)
    json["mistakes"].push_back(toJson(mistake));
  return json;
}

} // namespace numeral::training
