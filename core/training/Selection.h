/// Some of the samples: by who wrote them, and by what they show.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/training/Samples.h"

namespace numeral::training {

struct Selection {
  std::vector<std::string> contributors;    ///< only theirs; empty: everybody's
  std::vector<std::string> notContributors; ///< not theirs
  std::vector<std::string> labels;          ///< only with one of these as their truth; empty: all
  std::vector<std::string> notLabels;       ///< not with these
  std::set<std::string> notIds;             ///< not these, whose label is wrong, say
};

/// Reads ids, one a line; what follows a "#" is a comment. Errors: NotFound, Io.
base::Expected<std::set<std::string>> readIds(const std::filesystem::path& path);

/// `path` is for the words of errors. Errors: InvalidArgument (a contributor whom the samples do not have, nothing
/// left).
base::Expected<std::vector<Sample>> select(std::vector<Sample> samples, const Selection& selection,
                                           const std::filesystem::path& path);

} // namespace numeral::training
