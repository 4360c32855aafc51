/// Counts what a model makes of glyphs into a reference.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/model/Reference.h"

namespace numeral::training {

/// Threads: one at a time. The order of the items does not matter.
class ReferenceBuilder {
public:
  explicit ReferenceBuilder(const model::Manifest& manifest);

  void add(const model::Item& item);

  /// Errors: InvalidArgument (no item was added).
  base::Expected<model::Reference> build(std::vector<std::string> madeFrom) const;

private:
  model::Reference m_counted; ///< without features
  std::map<model::Feature, std::vector<double>> m_values;
};

} // namespace numeral::training
