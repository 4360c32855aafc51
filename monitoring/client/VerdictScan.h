/// Finds the verdict in an answer of /predict without reading the rest of it.
#pragma once

#include <string>
#include <string_view>

namespace numeral::client {

/// That of the whole answer; empty where there is none, "other" for a word that this program does not know.
std::string verdictIn(std::string_view json);

} // namespace numeral::client
