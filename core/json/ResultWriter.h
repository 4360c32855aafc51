/// Writes many answers as one document; command line and export share these forms.
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "core/engine/Recognizer.h"

namespace numeral::json {

/// Rows appear as they are written.
class ResultWriter {
public:
  virtual ~ResultWriter() = default;

  virtual void write(const std::string& file, const engine::Result& result) = 0;
  /// After the last row.
  virtual void finish() {}

protected:
  explicit ResultWriter(std::ostream& out) : m_out(out) {}

  std::ostream& m_out;
};

/// One JSON array; each element is {"file": …} and either the members of /predict's answer or {"error", "code"}.
std::unique_ptr<ResultWriter> makeJsonWriter(std::ostream& out);

/// RFC 4180: header, CRLF, quotes where needed. Rows of digits are parted by | in `text`, as labels.csv has it.
std::unique_ptr<ResultWriter> makeCsvWriter(std::ostream& out);

} // namespace numeral::json
