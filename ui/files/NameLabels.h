/// Right answers that stand in the names of files, such as 7_0001.png or scan-12_label-7.png.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace numeral::ui {

/// Names are numbered as often as they are labelled, and a wrong accuracy is worse than none. So a folder's names count
/// only where every file of it has a label, and one label comes twice or is called by its name ("label", "class").
class NameLabels {
public:
  NameLabels(const std::vector<std::string>& paths, const std::vector<std::string>& classes);

  std::optional<std::string> of(const std::string& path) const;

private:
  std::unordered_map<std::string, std::string> m_labels; ///< by path
};

} // namespace numeral::ui
