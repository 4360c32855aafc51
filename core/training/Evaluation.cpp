#include "core/training/Evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

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

void add(engine::StageTimes& sum, const engine::StageTimes& times, double share)
{
  sum.queue += share * times.queue;
  sum.decode += share * times.decode;
  sum.preprocess += share * times.preprocess;
  sum.forward += share * times.forward;
  sum.postprocess += share * times.postprocess;
  sum.total += share * times.total;
}

Mistake makeMistake(const Sample& sample, const engine::Result& result)
{
  Mistake mistake;
  mistake.id = sample.id;
  mistake.contributor = sample.contributor;
  mistake.truth = sample.truth;
  mistake.noDigit = sample.noDigit;
  if (!result) {
    mistake.error = result.error().message;
    return mistake;
  }
  mistake.answer = result->label;
  mistake.confidence = result->confidence;
  mistake.verdict = result->verdict;
  for (const auto& item : result->items)
    mistake.inputs.push_back(item.input);
  mistake.steps = result->steps;
  return mistake;
}

/// Wrong among the most confident: the least confident hundredth is left out.
double errorOfMostConfident(std::vector<std::pair<double, bool>> answers)
{
  constexpr double kKept = 0.99;
  std::sort(answers.begin(), answers.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  answers.resize(static_cast<std::size_t>(std::lround(kKept * static_cast<double>(answers.size()))));
  const auto wrong = std::count_if(answers.begin(), answers.end(), [](const auto& answer) { return !answer.second; });
  return answers.empty() ? 0 : static_cast<double>(wrong) / static_cast<double>(answers.size());
}

nlohmann::ordered_json toJson(const Tally& tally)
{
  const auto [low, high] = interval(tally);
  return {{"samples", tally.samples},
          {"right", tally.right},
          {"accuracy", tally.accuracy()},
          {"interval_95", {low, high}},
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
  if (mistake.noDigit)
    json["no_digit"] = true;
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

Interval interval(const Tally& tally)
{
  if (tally.samples == 0)
    return {0, 1};
  constexpr double kReach = 1.959964; // 97.5 % of the normal distribution
  constexpr double kSquare = kReach * kReach;
  const auto n = static_cast<double>(tally.samples);
  const double p = tally.accuracy();
  const double middle = (p + kSquare / (2 * n)) / (1 + kSquare / n);
  const double reach = kReach * std::sqrt(p * (1 - p) / n + kSquare / (4 * n * n)) / (1 + kSquare / n);
  return {std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
}

bool isRight(const Sample& sample, const engine::Recognition& recognition)
{
  if (sample.noDigit)
    return recognition.verdict != model::Verdict::Digit;
  return recognition.label == sample.truth;
}

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
  std::vector<std::pair<double, bool>> answers;
  std::size_t single = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto& sample = samples[i];
    const auto& result = results[i];
    const bool answered = result.has_value() && result->label.has_value();
    const bool right = result.has_value() && isRight(sample, *result);
    const bool abstained = result.has_value() && result->verdict != model::Verdict::Digit;
    const auto count = [right, abstained](Tally& tally) {
      ++tally.samples;
      tally.right += right ? 1 : 0;
      tally.abstained += abstained ? 1 : 0;
    };
    count(sample.noDigit ? evaluation.noDigit : evaluation.all);
    if (!sample.contributor.empty())
      count(evaluation.byContributor[sample.contributor]);
    const std::size_t truth = classOf(sample.truth);
    if (truth < classes.size() || sample.noDigit)
      count(evaluation.byClass[sample.truth]);
    if (truth < classes.size() && !sample.noDigit) {
      ++evaluation.confusion[truth][answered ? classOf(*result->label) : classes.size()];
    }
    if (answered && !sample.noDigit) {
      calibration.add(result->confidence, right);
      answers.emplace_back(result->confidence, right);
      if (result->items.size() == 1 && truth < result->items.front().probabilities.size()) {
        constexpr double kLeast = 1e-15; // as is usual, so that one mistake is not infinitely bad
        evaluation.logLoss -= std::log(std::max<double>(kLeast, result->items.front().probabilities[truth]));
        ++single;
      }
    }
    if (result)
      add(evaluation.times, result->times, 1.0 / static_cast<double>(samples.size()));
    if (!result)
      ++evaluation.failed;
    if (!right)
      evaluation.mistakes.push_back(makeMistake(sample, result));
  }
  evaluation.calibrationError = calibration.error();
  evaluation.logLoss /= static_cast<double>(std::max<std::size_t>(1, single));
  evaluation.errorMostConfident = errorOfMostConfident(std::move(answers));
  return evaluation;
}

nlohmann::ordered_json toJson(const Evaluation& evaluation)
{
  nlohmann::ordered_json json;
  const auto [low, high] = interval(evaluation.all);
  json["accuracy"] = evaluation.all.accuracy();
  json["interval_95"] = {low, high};
  json["samples"] = evaluation.all.samples;
  json["right"] = evaluation.all.right;
  json["abstained"] = evaluation.all.abstained;
  json["failed"] = evaluation.failed;
  json["calibration_error"] = evaluation.calibrationError;
  json["log_loss"] = evaluation.logLoss;
  json["error_most_confident_99"] = evaluation.errorMostConfident;
  json["no_digit"] = toJson(evaluation.noDigit);
  const auto& times = evaluation.times;
  json["seconds"] = {{"decode", times.decode}, {"preprocess", times.preprocess}, {"forward", times.forward}};
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
