#include "core/model/Manifest.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

namespace numeral::model {
namespace {

using base::ErrorCode;
using base::failure;

constexpr int kMaxSide = 1024;
constexpr std::size_t kMaxClasses = 10'000;

base::Expected<void> check(const Manifest& m)
{
  const auto wrong = [](const std::string& what) {
    return failure(ErrorCode::InvalidModel, "manifest.json: " + what + ".");
  };
  // The name goes into labels, paths and URLs.
  const auto plain = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_' || c == '.'; };
  if (m.name.empty() || m.name.size() > 64 || !std::all_of(m.name.begin(), m.name.end(), plain))
    return wrong("\"name\" must be 1 to 64 letters, digits, '-', '_' or '.'");
  if (m.version.empty())
    return wrong("\"version\" must not be empty");
  if (m.classes.size() < 2 || m.classes.size() > kMaxClasses)
    return wrong("\"classes\" must name 2 to " + std::to_string(kMaxClasses) + " classes");
  if (std::set<std::string>(m.classes.begin(), m.classes.end()).size() != m.classes.size())
    return wrong("\"classes\" names one class twice");
  if (m.input.channels != 1 && m.input.channels != 3)
    return wrong("\"input.channels\" must be 1 (grey) or 3 (red, green, blue)");
  if (m.input.width < 1 || m.input.width > kMaxSide || m.input.height < 1 || m.input.height > kMaxSide)
    return wrong("\"input.width\" and \"input.height\" must be 1 to " + std::to_string(kMaxSide));
  constexpr std::size_t kMaxClassesOfPairs = 100;
  if (m.pairs && (!m.background || m.task != "digits" || m.classes.size() > kMaxClassesOfPairs))
    return wrong("\"pairs\" needs the task \"digits\", \"background\" and at most " +
                 std::to_string(kMaxClassesOfPairs) + " classes");
  const auto channels = static_cast<std::size_t>(m.input.channels);
  if (m.mean.size() != channels || m.deviation.size() != channels)
    return wrong("\"normalisation.mean\" and \"normalisation.deviation\" need one number a channel");
  // A number beyond a float's range is read as infinity.
  const auto finite = [](float value) { return std::isfinite(value); };
  if (!std::all_of(m.mean.begin(), m.mean.end(), finite))
    return wrong("\"normalisation.mean\" must be numbers that a float holds");
  if (!std::all_of(m.deviation.begin(), m.deviation.end(), [&](float d) { return finite(d) && d > 0; }))
    return wrong("\"normalisation.deviation\" must be above 0");
  if (!(m.temperature > 0))
    return wrong("\"calibration.temperature\" must be above 0");
  const auto share = [](double value) { return value >= 0 && value <= 1; };
  if (!share(m.thresholds.unsure) || !share(m.thresholds.notADigit))
    return wrong("\"calibration.unsure_below\" and \"calibration.not_a_digit_above\" must be from 0 to 1");
  const auto beside = [](const std::string& file) {
    return !file.empty() && file.find('/') == std::string::npos && file != "..";
  };
  if (!beside(m.file) || (m.second && !beside(m.second->file)))
    return wrong("\"file\" must be the name of a file in the manifest's own folder");
  if (m.second && !share(m.second->askedBelow))
    return wrong("\"second.asked_below\" must be from 0 to 1");
  return {};
}

} // namespace

base::Expected<Manifest> parseManifest(std::string_view text)
{
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object())
    return failure(ErrorCode::InvalidModel,
                   "manifest.json is not a JSON object; restore it from where the model came.");
  Manifest m;
  std::string member; // the one being read, for the message
  const auto at = [&](const nlohmann::json& from, const char* key) -> const nlohmann::json& {
    member = key;
    return from.at(key);
  };
  try {
    at(json, "name").get_to(m.name);
    at(json, "version").get_to(m.version);
    at(json, "task").get_to(m.task);
    at(json, "classes").get_to(m.classes);
    const auto& input = at(json, "input");
    at(input, "channels").get_to(m.input.channels);
    at(input, "height").get_to(m.input.height);
    at(input, "width").get_to(m.input.width);
    const auto& normalisation = at(json, "normalisation");
    at(normalisation, "mean").get_to(m.mean);
    at(normalisation, "deviation").get_to(m.deviation);
    at(json, "preprocessing").get_to(m.preprocessing);
    at(json, "file").get_to(m.file);
    at(json, "sha256").get_to(m.sha256);
    if (json.contains("second")) {
      const auto& second = json.at("second");
      m.second.emplace();
      at(second, "file").get_to(m.second->file);
      at(second, "sha256").get_to(m.second->sha256);
      at(second, "asked_below").get_to(m.second->askedBelow);
    }
    member = "background";
    m.background = json.value("background", false);
    member = "pairs";
    m.pairs = json.value("pairs", false);
    member = "calibration";
    if (json.contains("calibration")) {
      const auto& calibration = json.at("calibration");
      at(calibration, "temperature").get_to(m.temperature);
      at(calibration, "unsure_below").get_to(m.thresholds.unsure);
      at(calibration, "not_a_digit_above").get_to(m.thresholds.notADigit);
    }
    member = "architecture";
    m.architecture = json.value("architecture", "");
    member = "parameters";
    m.parameters = json.value("parameters", std::size_t{0});
    member = "trained_on";
    m.trainedOn = json.value("trained_on", std::vector<std::string>{});
    member = "license";
    m.license = json.value("license", "");
    member = "measured";
    if (json.contains("measured"))
      for (const auto& [name, figure] : json.at("measured").items())
        m.measured[name] = {figure.at("accuracy").get<double>(), figure.at("samples").get<std::size_t>()};
  } catch (const nlohmann::json::exception& e) {
    return failure(ErrorCode::InvalidModel,
                   "manifest.json: the member \"" + member + "\" is missing or of the wrong type.", e.what());
  }
  if (auto fine = check(m); !fine)
    return tl::unexpected(fine.error());
  return m;
}

std::string toJson(const Manifest& m)
{
  // Ordered, because people read it.
  nlohmann::ordered_json json;
  json["name"] = m.name;
  json["version"] = m.version;
  json["task"] = m.task;
  json["classes"] = m.classes;
  json["background"] = m.background;
  json["pairs"] = m.pairs;
  json["input"] = {{"channels", m.input.channels}, {"height", m.input.height}, {"width", m.input.width}};
  // Shortest decimals that give the same floats back, instead of the tails that their doubles have.
  const auto decimals = [](const std::vector<float>& values) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const float value : values) {
      char text[32];
      const auto end = std::to_chars(text, text + sizeof text, value).ptr;
      list.push_back(nlohmann::ordered_json::parse(text, end));
    }
    return list;
  };
  json["normalisation"] = {{"mean", decimals(m.mean)}, {"deviation", decimals(m.deviation)}};
  json["calibration"] = {{"temperature", m.temperature},
                         {"unsure_below", m.thresholds.unsure},
                         {"not_a_digit_above", m.thresholds.notADigit}};
  json["preprocessing"] = m.preprocessing;
  json["file"] = m.file;
  json["sha256"] = m.sha256;
  if (m.second)
    json["second"] = {{"file", m.second->file}, {"sha256", m.second->sha256}, {"asked_below", m.second->askedBelow}};
  json["architecture"] = m.architecture;
  json["parameters"] = m.parameters;
  json["trained_on"] = m.trainedOn;
  json["measured"] = nlohmann::ordered_json::object();
  for (const auto& [name, figure] : m.measured)
    json["measured"][name] = {{"accuracy", figure.accuracy}, {"samples", figure.samples}};
  json["license"] = m.license;
  return json.dump(2) + "\n";
}

} // namespace numeral::model
