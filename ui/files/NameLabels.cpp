#include "ui/files/NameLabels.h"

#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "ui/files/PathParts.h"

namespace numeral::ui {
namespace {

constexpr std::array<std::string_view, 3> kCalls{"label", "class", "truth"};
constexpr std::string_view kDigit = "digit";

struct Labelled {
  std::string path;
  std::string label;
  bool called = false; ///< by its name
};

/// "Scan-12_label 7" in four parts.
std::vector<std::string> partsOf(std::string_view stem)
{
  std::vector<std::string> parts(1);
  for (const char c : stem) {
    if (std::string_view("-_ .()=").find(c) == std::string_view::npos)
      parts.back() += c;
    else if (!parts.back().empty())
      parts.emplace_back();
  }
  if (parts.back().empty())
    parts.pop_back();
  return parts;
}

/// What follows it, if `part` begins with it.
std::optional<std::string> after(std::string_view word, const std::string& part)
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
  explicit Reader(const std::vector<std::string>& classes) : m_classes(classes.begin(), classes.end()) {}

  std::optional<Labelled> read(const std::string& path) const
  {
    const std::vector<std::string> parts = partsOf(stemOf(path));
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (const std::string_view call : kCalls)
        if (auto label = following(call, parts, i))
          return Labelled{path, std::move(*label), true};
    }
    if (parts.empty())
      return std::nullopt;
    if (m_classes.count(parts.front()) > 0)
      return Labelled{path, parts.front(), false};
    if (auto label = following(kDigit, parts, 0))
      return Labelled{path, std::move(*label), false};
    return std::nullopt;
  }

private:
  /// The class that is named by part `i`, as in "label7", or by the one behind it.
  std::optional<std::string> following(std::string_view word, const std::vector<std::string>& parts,
                                       std::size_t i) const
  {
    auto rest = after(word, parts[i]);
    if (rest && rest->empty() && i + 1 < parts.size())
      rest = parts[i + 1];
    return rest && m_classes.count(*rest) > 0 ? rest : std::nullopt;
  }

  std::unordered_set<std::string> m_classes;
};

struct Folder {
  std::vector<Labelled> files;
  std::set<std::string> labels;
  bool all = true; ///< its files have a label
  bool called = true;
};

} // namespace

NameLabels::NameLabels(const std::vector<std::string>& paths, const std::vector<std::string>& classes)
{
  const Reader reader(classes);
  std::unordered_map<std::string_view, Folder> folders;
  for (const std::string& path : paths) {
    Folder& folder = folders[folderOf(path)];
    if (!folder.all)
      continue;
    auto labelled = reader.read(path);
    folder.all = labelled.has_value();
    if (!labelled)
      continue;
    folder.called = folder.called && labelled->called;
    folder.labels.insert(labelled->label);
    folder.files.push_back(std::move(*labelled));
  }
  for (auto& [name, folder] : folders) {
    if (!folder.all || (!folder.called && folder.labels.size() == folder.files.size()))
      continue;
    for (Labelled& file : folder.files)
      m_labels.emplace(std::move(file.path), std::move(file.label));
  }
}

std::optional<std::string> NameLabels::of(const std::string& path) const
{
  const auto found = m_labels.find(path);
  return found == m_labels.end() ? std::nullopt : std::optional(found->second);
}

} // namespace numeral::ui
