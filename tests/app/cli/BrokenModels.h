/// Model files that must be refused, made in a folder of the test's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QString>

namespace numeral::test {

struct BrokenModel {
  const char* name;
  const char* word;                                   ///< stands in the refusal
  std::function<QString(const QString& folder)> make; ///< returns the path to name on the command line
};

/// `good`: the folder of a model that is fine; copies of it are damaged.
std::vector<BrokenModel> brokenModels(const QString& good);

} // namespace numeral::test
