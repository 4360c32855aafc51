/// Right answers that stand in the names of files, such as 7_0001.png or scan-12_label-7.png.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace numeral::ui {

/// In the order of `paths`. Names are numbered as often as they are labelled, and a wrong accuracy is worse than none.
/// So a folder's names count only where every file of it has a label, and one label comes twice or is called by its
/// name ("label", "class").
std::vector<std::optional<std::string>> labelsInNames(const std::vector<std::string_view>& paths,
                                                      const std::vector<std::string>& classes);

} // namespace numeral::ui
