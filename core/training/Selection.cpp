#include "core/training/Selection.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "core/base/Files.h"

namespace numeral::training {
namespace {

using base::ErrorCode;
using base::failure;

bool holds(const std::vector<std::string>& names, const std::string& name)
{
  return std::find(names.begin(), names.end(), name) != names.end();
}

base::Expected<void> checkContributors(const std::vector<Sample>& samples, const Selection& selection,
                                       const std::filesystem::path& path)
{
  std::set<std::string> known;
  for (const auto& sample : samples)
    if (!sample.contributor.empty())
      known.insert(sample.contributor);
  for (const auto* names : {&selection.contributors, &selection.notContributors})
    for (const auto& name : *names)
      if (known.count(name) == 0) {
        std::string list;
        for (const auto& contributor : known)
          list += (list.empty() ? "" : ", ") + contributor;
        return failure(ErrorCode::InvalidArgument,
                       path.string() + " has no contributor \"" + name + "\"; " +
                           (list.empty() ? "it does not say who wrote what." : "it has " + list + "."));
      }
  return {};
}

} // namespace

base::Expected<std::set<std::string>> readIds(const std::filesystem::path& path)
{
  constexpr std::size_t kMaxBytes = 16 << 20;
  const auto bytes = base::readFile(path, kMaxBytes);
  if (!bytes)
    return tl::unexpected(bytes.error());
  std::set<std::string> ids;
  std::istringstream lines{std::string(base::textOf(*bytes))};
  for (std::string line; std::getline(lines, line);) {
    line.erase(std::min(line.find(" #"), line.size()));
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (!line.empty() && line.front() != '#')
      ids.insert(line);
  }
  return ids;
}

base::Expected<std::vector<Sample>> select(std::vector<Sample> samples, const Selection& selection,
                                           const std::filesystem::path& path)
{
  if (const auto checked = checkContributors(samples, selection, path); !checked)
    return tl::unexpected(checked.error());
  std::erase_if(samples, [&](const Sample& sample) {
    return (!selection.contributors.empty() && !holds(selection.contributors, sample.contributor)) ||
           holds(selection.notContributors, sample.contributor) ||
           (!selection.labels.empty() && !holds(selection.labels, sample.truth)) ||
           holds(selection.notLabels, sample.truth) || selection.notIds.count(sample.id) > 0;
  });
  if (samples.empty())
    return failure(ErrorCode::InvalidArgument,
                   path.string() + " holds nothing by these contributors with these labels.");
  return samples;
}

} // namespace numeral::training
