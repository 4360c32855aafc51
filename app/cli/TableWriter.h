/// Writes what was recognised as a table for people.
#pragma once

#include <cstddef>
#include <memory>
#include <ostream>

#include "core/json/ResultWriter.h"

namespace numeral::cli {

/// `nameWidth` columns for the names. Failed files are left to the error messages.
std::unique_ptr<json::ResultWriter> makeTableWriter(std::ostream& out, std::size_t nameWidth);

} // namespace numeral::cli
