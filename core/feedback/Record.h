/// One right answer, and the line of a file that holds it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/Error.h"

namespace numeral::feedback {

struct Record {
  double time = 0; ///< Unix time, seconds
  std::string requestId;
  std::optional<std::string> predicted; ///< absent: no digit was seen there
  std::optional<std::string> label;     ///< the right one; absent: there is no digit
  std::string model;
  std::string modelVersion;         ///< empty where nobody knows it
  std::optional<double> confidence; ///< absent where nobody knows it
  std::string picture;              ///< SHA-256 of what was read; empty where it was not kept

  bool correct() const { return predicted == label; }
  bool operator==(const Record&) const = default;
};

/// A line of the file with its end: JSON whose last member, "sum", is made from all that stands before it, so that a
/// line that is not whole is known for what it is.
std::string toLine(const Record& record);

/// `line`: without its end. Errors: InvalidArgument (not whole, or none of ours).
base::Expected<Record> parseLine(std::string_view line);

} // namespace numeral::feedback
