/// The list of all metrics for people, made by the code that makes the metrics.
#pragma once

#include <string>

namespace numeral::metrics {

/// As a Markdown page: a row for each family, with type, labels, buckets and meaning.
std::string reference();

} // namespace numeral::metrics
