/// Writes what was recognised, in the form that was asked for.
#pragma once

#include <cstddef>
#include <memory>
#include <ostream>
#include <string>

#include "core/engine/Recognizer.h"

namespace numeral::cli {

/// One object writes one document; rows appear as they are written.
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

/// A table for people, `nameWidth` columns for the names. Failed files are left to the error messages.
std::unique_ptr<ResultWriter> makeTableWriter(std::ostream& out, std::size_t nameWidth);

/// One JSON array; each element is {"file": …} and either the members of /predict's answer or {"error", "code"}.
std::unique_ptr<ResultWriter> makeJsonWriter(std::ostream& out);

/// RFC 4180: header, CRLF, quotes where needed.
std::unique_ptr<ResultWriter> makeCsvWriter(std::ostream& out);

} // namespace numeral::cli
