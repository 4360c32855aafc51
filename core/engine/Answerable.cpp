#include "core/engine/Answerable.h"

#include <algorithm>

#include "core/model/Task.h"

namespace numeral::engine {
namespace {

bool isDigits(const std::string& label, const std::vector<std::string>& classes)
{
  const auto rows = static_cast<std::size_t>(std::count(label.begin(), label.end(), '\n'));
  if (label.empty() || label.front() == '\n' || label.back() == '\n' || label.find("\n\n") != std::string::npos ||
      label.size() - rows > model::Task::kMaxLabels)
    return false;
  return std::all_of(label.begin(), label.end(), [&](char c) {
    return c == '\n' || std::find(classes.begin(), classes.end(), std::string(1, c)) != classes.end();
  });
}

} // namespace

bool canAnswer(const ModelInfo& model, const std::optional<std::string>& label)
{
  if (!label)
    return true;
  const auto& classes = model.classes;
  return model.task == "digits" ? isDigits(*label, classes)
                                : std::find(classes.begin(), classes.end(), *label) != classes.end();
}

} // namespace numeral::engine
