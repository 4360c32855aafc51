#include "ui/files/NameLabels.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <set>
#include <unordered_map>
#include <utility>

#include "ui/files/PathParts.h"

namespace numeral::ui {
namespace {

constexpr std::array<std::string_view, 3> kCalls{"label", "class", "truth"};
constexpr std::string_view kDigit = "digit";

struct Label {
  std::string_view text;
  bool called = false; ///< by its name
};

/// "Scan-12_label 7" in four parts.
void split(std::string_view stem, std::vector<std::string_view>& parts)
{
  constexpr std::string_view kBetween = "-_ .()=";
  parts.clear();
  for (std::size_t begin = stem.find_first_not_of(kBetween); begin != std::string_view::npos;) {
    const std::size_t end = std::min(stem.find_first_of(kBetween, begin), stem.size());
    parts.push_back(stem.substr(begin, end - begin));
    begin = stem.find_first_not_of(kBetween, end);
  }
}

/// What follows it, if `part` begins with it.
std::optional<std::string_view> after(std::string_view word, std::string_view part)
{
  if (part.size() < word.size())
    return std::nullopt;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(part[i])) != word[i])
      return std::nullopt;
  return part.substr(word.size());
}

class Reader {
public:
  explicit Reader(const std::vector<std::string>& classes) : m_classes(classes) {}

  std::optional<Label> read(std::string_view path)
  {
    split(stemOf(path), m_parts);
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
      for (const std::string_view call : kCalls)
        if (const auto label = following(call, i))
          return Label{*label, true};
    }
    if (m_parts.empty())
      return std::nullopt;
    if (isClass(m_parts.front()))
      return Label{m_parts.front(), false};
    if (const auto label = following(kDigit, 0))
      return Label{*label, false};
    return std::nullopt;
  }

private:
  bool isClass(std::string_view text) const
  {
    return std::find(m_classes.begin(), m_classes.end(), text) != m_classes.end();
  }

  /// The class that is named by part `i`, as in "label7", or by the one behind it.
  std::optional<std::string_view> following(std::string_view word, std::size_t i) const
  {
    auto rest = after(word, m_parts[i]);
    if (rest && rest->empty() && i + 1 < m_parts.size())
      rest = m_parts[i + 1];
    return rest && isClass(*rest) ? rest : std::nullopt;
  }

  const std::vector<std::string>& m_classes;
  std::vector<std::string_view> m_parts; ///< of the name that is read
};

struct Folder {
  std::vector<std::pair<std::size_t, std::string_view>> files; ///< place in the list and label
  std::set<std::string_view> labels;
  bool all = true; ///< its files have a label
  bool called = true;
};

} // namespace

std::vector<std::optional<std::string>> labelsInNames(const std::vector<std::string_view>& paths,
                                                      const std::vector<std::string>& classes)
{
  Reader reader(classes);
  std::unordered_map<std::string_view, Folder> folders;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    Folder& folder = folders[folderOf(paths[i])];
    if (!folder.all)
      continue;
    const auto label = reader.read(paths[i]);
    folder.all = label.has_value();
    if (!label)
      continue;
    folder.called = folder.called && label->called;
    folder.labels.insert(label->text);
    folder.files.emplace_back(i, label->text);
  }
  std::vector<std::optional<std::string>> labels(paths.size());
  for (const auto& [name, folder] : folders) {
    if (!folder.all || (!folder.called && folder.labels.size() == folder.files.size()))
      continue;
    for (const auto& [i, label] : folder.files)
      labels[i] = label;
  }
  return labels;
}

} // namespace numeral::ui
